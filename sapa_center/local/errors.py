class LocalError(Exception):
    """Something on this machine keeps the local servers from running; the text says what to do about it."""
