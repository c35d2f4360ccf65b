"""Read models: what pages show of dossiers, asked before a template is drawn."""
