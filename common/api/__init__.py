"""What every address of the API shares: problems, entity tags, cursors, parsers, and the words of its document."""
