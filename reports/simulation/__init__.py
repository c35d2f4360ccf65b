"""Synthetic dossiers by the million: lives drawn from a seed, rows that follow from them, written by COPY."""
