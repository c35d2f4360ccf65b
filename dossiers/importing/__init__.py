"""Dossiers out of a spreadsheet: read the file, check every row, find places and time limits, take all over or none."""
