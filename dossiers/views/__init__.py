"""Pages of dossiers, one file per page or group of pages."""
