"""Pages for signing in and out, one file per kind of person."""
