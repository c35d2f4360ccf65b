"""`make check`: what a machine can judge about the code."""
