from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_delete, post_save


class PoliciesConfig(AppConfig):
    name = "policies"

    def ready(self) -> None:
        from policies.models import Policy

        for signal in (post_save, post_delete):
            signal.connect(_forget_after_commit, sender=Policy, dispatch_uid=f"policies.{id(signal)}")


def _forget_after_commit(**_kwargs: Any) -> None:
    from policies.queries import forget

    transaction.on_commit(forget)
