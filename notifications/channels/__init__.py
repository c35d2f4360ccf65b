"""The providers behind the gateway: one module each, with `send` and `ask`."""
