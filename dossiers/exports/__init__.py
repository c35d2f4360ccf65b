"""Lists of dossiers as spreadsheets: columns and rows; who may take what is decided in `actions.export`."""
