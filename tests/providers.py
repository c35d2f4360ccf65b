"""The local providers for tests: on a free port, set up as those of the portal."""

import contextlib
import threading
from collections.abc import Iterator

from pytest_django import Settings

from sapa_center.local.providers import Providers
from sapa_center.local.providers_web import serve

SECRETS = ("1000", "app-secret", "first-refresh-token", "sms-key", "sms-secret")
REPORTS = ("oa-secret", "report-secret")


@contextlib.contextmanager
def running(settings: Settings) -> Iterator[Providers]:
    made = Providers(*SECRETS, *REPORTS)
    settings.ZALO_WEBHOOK_SECRET, settings.SMS_REPORT_SECRET = REPORTS
    server = serve(made, 0)
    settings.ZALO_API_URL = settings.ZALO_OAUTH_URL = settings.SMS_API_URL = (
        f"http://127.0.0.1:{server.server_address[1]}"
    )
    settings.ZALO_APP_ID, settings.ZALO_APP_SECRET, settings.ZALO_REFRESH_TOKEN = SECRETS[:3]
    settings.SMS_API_KEY, settings.SMS_SECRET_KEY, settings.SMS_BRAND = SECRETS[3], SECRETS[4], "SaPa"
    settings.ZALO_TEMPLATES = {"all": "100001"}
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
