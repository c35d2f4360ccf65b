"""What `make run` and `make test` need on one machine: local servers and the supervisor that runs everything.

Nothing in here is used in production. The modules up to `supervisor` run before Django is set up and without it.
"""
