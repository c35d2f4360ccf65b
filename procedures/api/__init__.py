"""The catalogue for other systems. For everybody, without a token."""
