"""The local identity provider, running for one test."""

import contextlib
import threading
from collections.abc import Iterator

from pytest_django import Settings

from sapa_center.local import identity


@contextlib.contextmanager
def running(settings: Settings) -> Iterator[identity.Provider]:
    """A provider on a free port, set up as the gateway of the portal."""
    made = identity.Provider("", "sapa-test", "test-secret")
    server = identity.serve(made, 0)
    made.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    settings.IDENTITY_ISSUER, settings.IDENTITY_CLIENT_ID = made.issuer, made.client_id
    settings.IDENTITY_CLIENT_SECRET = made.client_secret
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
