"""The catalogue as an Excel workbook: the same sheets going out and coming in."""
