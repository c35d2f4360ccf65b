"""The Celery application: `celery -A sapa_center.celery worker`. Its settings begin with CELERY_ in settings.py."""

import os

from celery import Celery
from celery.signals import heartbeat_sent, setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sapa_center.settings")

from sapa_center import heartbeats, logs, schedule

app = Celery("sapa_center", set_as_current=True)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = schedule.for_beat()
app.autodiscover_tasks()

heartbeat_sent.connect(heartbeats.worker_is_alive, weak=False)
setup_logging.connect(logs.keep_our_logging, weak=False)
