"""Dossiers and filings for other systems: thin edges over `access`, `actions`, `offers` and `forms`."""
