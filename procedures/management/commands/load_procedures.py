"""Loads the delivered catalogue of procedures; safe to run again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from common import clock
from procedures.load import load


class Command(BaseCommand):
    help = "Load the delivered catalogue of procedures and say what it could not take over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="print only what changed")

    def handle(self, *args: Any, **options: Any) -> None:
        report = load(at=clock.now())
        counts = f"{len(report.created)} created, {len(report.changed)} changed, {len(report.kept)} kept as entered"
        self.stdout.write(f"Procedures: {counts}")
        if options["quiet"]:
            return
        self.stdout.write(f"{len(report.remarks)} remarks, see /quan-tri/ghi-chu/")
        self.stdout.write(f"{len(report.without_time)} procedures without a known time limit cannot be received:")
        self.stdout.write("  " + ", ".join(report.without_time))
