"""The door of the API for systems of a center, and the list of centers and offices."""
