"""Who asks through the API, and what its token is good for."""
