"""gunicorn: `gunicorn --config python:sapa_center.gunicorn_config sapa_center.wsgi`."""

import os

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60  # seconds
graceful_timeout = 8
max_requests = 5000
max_requests_jitter = 500
preload_app = True
control_socket_disable = True
# No access log here: addresses of pages would be written down unmasked. The proxy in front keeps one if the law asks.
accesslog = None
errorlog = "-"
