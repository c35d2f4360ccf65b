"""On-time figures for other systems."""
