"""Declarations of people and bodies as other systems send them."""
