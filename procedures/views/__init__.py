"""Pages of the catalogue: for everybody, and for administrators."""
