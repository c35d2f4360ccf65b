"""Webhooks of the account that asks: where events are sent, with which secret, and what is sent again."""

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from accounts.scopes import Scope
from centers.api.idempotency import once
from centers.api.system import SystemView
from common.api.answers import answer, moment
from common.api.documents import documented, idempotency_key
from common.api.problems import answers
from common.errors import Refusal
from dossiers.lifecycle import TRANSITIONS
from notifications import webhooks
from notifications.models import DeliveryState, Webhook
from notifications.queries import deliveries_of, webhooks_of

from .fields import id_field

TAG = "webhooks"
EVENTS = list(TRANSITIONS)
MOST = 20  # webhooks of one account


class NoSuchWebhook(Refusal):
    default_message = _("This account has no such webhook.")


class TooManyWebhooks(Refusal):
    default_message = _("This account has as many webhooks as it may have.")


answers(404, NoSuchWebhook)


class WebhookChangeIn(serializers.Serializer[Any]):
    url = serializers.CharField(max_length=500, required=False, help_text="https; no redirects are followed")
    events = serializers.ListField(
        child=serializers.ChoiceField(EVENTS), required=False, max_length=40, help_text="Empty: all"
    )
    is_active = serializers.BooleanField(required=False)


class WebhookIn(serializers.Serializer[Any]):
    url = serializers.CharField(max_length=500, help_text="https; no redirects are followed")
    events = serializers.ListField(
        child=serializers.ChoiceField(EVENTS), required=False, default=list, max_length=40,
        help_text="Transitions that are told; empty: all",
    )  # fmt: skip


class ReplayIn(serializers.Serializer[Any]):
    """Everything queued from a moment on, or of one dossier, or both; one of them must be given."""

    since = serializers.DateTimeField(required=False, allow_null=True, default=None)
    dossier = id_field(allow_null=True, default=None)


class WebhookShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    url = serializers.CharField()
    events = serializers.ListField(child=serializers.CharField())
    is_active = serializers.BooleanField()
    counts_from = serializers.DateTimeField(help_text="What is recorded from here on is delivered")
    old_secret_until = serializers.DateTimeField(allow_null=True, help_text="Until then both secrets sign")
    waiting = serializers.IntegerField(help_text="Deliveries that are still to be made")
    parked = serializers.IntegerField(help_text="Deliveries given up until somebody replays them")


class SecretShape(WebhookShape):
    secret = serializers.CharField(help_text="Told once, never readable again")


class WebhooksShape(serializers.Serializer[Any]):
    results = WebhookShape(many=True)


class QueuedShape(serializers.Serializer[Any]):
    queued = serializers.IntegerField()


class DeliveryShape(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    topic = serializers.CharField(help_text='"dossier/123": within a topic deliveries leave in order')
    sequence = serializers.IntegerField()
    event = serializers.CharField()
    state = serializers.ChoiceField(DeliveryState.choices)
    attempts = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    next_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    last_status = serializers.IntegerField(allow_null=True)
    last_error = serializers.CharField()


class DeliveriesShape(serializers.Serializer[Any]):
    results = DeliveryShape(many=True)


class WebhookView(SystemView):
    def _hook(self, pk: int) -> Webhook:
        hook = Webhook.objects.filter(account=self.account, pk=pk).first()
        if hook is None:
            raise NoSuchWebhook
        return hook

    def _document(self, pk: int) -> dict[str, Any]:
        return next(_line(line) for line in webhooks_of(self.account.pk) if line.id == pk)

    def _checked(self, kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
        serializer = kind(data=request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)


class Webhooks(WebhookView):
    scopes = {"GET": Scope.MANAGE_WEBHOOKS, "POST": Scope.MANAGE_WEBHOOKS}

    @documented("webhooks_list", TAG, "The webhooks of this account", answers={200: WebhooksShape}, reads=True)
    def get(self, request: Request) -> HttpResponse:
        rows = [_line(line) for line in webhooks_of(self.account.pk)]
        return answer({"results": rows}, request=request._request)

    @documented(
        "webhooks_create",
        TAG,
        "Be told of events",
        description="Each event of a dossier that the account may see is sent there, signed (docs/webhooks.md).",
        answers={201: SecretShape},
        errors=(422,),
        request=WebhookIn,
        parameters=[idempotency_key(required=True)],
        examples=[OpenApiExample("all events", {"url": "https://he-thong.example/tin"}, request_only=True)],
    )
    def post(self, request: Request) -> HttpResponse:
        def act() -> HttpResponse:
            sent = self._checked(WebhookIn, request)
            if Webhook.objects.filter(account=self.account).count() >= MOST:
                raise TooManyWebhooks
            made = webhooks.create_webhook(self.account, sent["url"], events=sent["events"], at=self.at)
            data = {**self._document(made.hook.pk), "secret": made.secret}
            return answer(data, status=201, headers={"Location": f"/api/v1/webhooks/{made.hook.pk}/"})

        return once(request, self.account, act, at=self.at)


class OneWebhook(WebhookView):
    scopes = {"GET": Scope.MANAGE_WEBHOOKS, "PATCH": Scope.MANAGE_WEBHOOKS}

    @documented("webhooks_read", TAG, "One webhook", answers={200: WebhookShape}, errors=(404,), reads=True)
    def get(self, request: Request, pk: int) -> HttpResponse:
        return answer(self._document(self._hook(pk).pk), request=request._request)

    @documented(
        "webhooks_change",
        TAG,
        "Change a webhook, switch it off or on",
        answers={200: WebhookShape},
        errors=(404, 422),
        request=WebhookChangeIn,
    )
    def patch(self, request: Request, pk: int) -> HttpResponse:
        hook = self._hook(pk)
        webhooks.change_webhook(hook, at=self.at, **self._checked(WebhookChangeIn, request))
        return answer(self._document(hook.pk))


class WebhookSecret(WebhookView):
    scopes = {"POST": Scope.MANAGE_WEBHOOKS}

    @documented(
        "webhooks_secret",
        TAG,
        "A new secret",
        description="The present secret signs beside the new one for some hours (policy webhook.secret_overlap_hours).",
        answers={200: SecretShape},
        errors=(404,),
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        made = webhooks.rotate_secret(self._hook(pk), at=self.at)
        return answer({**self._document(made.hook.pk), "secret": made.secret})


class WebhookReplay(WebhookView):
    scopes = {"POST": Scope.MANAGE_WEBHOOKS}

    @documented(
        "webhooks_replay",
        TAG,
        "Send again",
        description="In the order of each dossier, with the same delivery ids.",
        answers={200: QueuedShape},
        errors=(404, 422),
        request=ReplayIn,
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        hook, sent = self._hook(pk), self._checked(ReplayIn, request)
        if sent["since"] is None and sent["dossier"] is None:
            raise serializers.ValidationError({"since": [_("Give a moment, a dossier, or both.")]})
        topic = f"dossier/{sent['dossier']}" if sent["dossier"] else ""
        with transaction.atomic():
            queued = webhooks.replay(hook, at=self.at, since=sent["since"], topic=topic)
        return answer({"queued": queued})


class WebhookDeliveries(WebhookView):
    scopes = {"GET": Scope.MANAGE_WEBHOOKS}

    @documented(
        "webhooks_deliveries",
        TAG,
        "The newest 50 deliveries",
        answers={200: DeliveriesShape},
        errors=(404, 422),
        parameters=[OpenApiParameter("state", OpenApiTypes.STR, enum=DeliveryState.values, required=False)],
        reads=True,
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        hook, state = self._hook(pk), request.query_params.get("state", "")
        if state and state not in DeliveryState.values:
            raise serializers.ValidationError({"state": [", ".join(DeliveryState.values)]})
        rows = [_delivery(line) for line in deliveries_of(hook.pk, state=state)]
        return answer({"results": rows}, request=request._request)


def _line(line: Any) -> dict[str, Any]:
    local = {name: moment(getattr(line, name)) for name in ("counts_from", "old_secret_until")}
    return {**asdict(line), "events": list(line.events), **local}


def _delivery(line: Any) -> dict[str, Any]:
    local = {name: moment(getattr(line, name)) for name in ("created_at", "next_at", "delivered_at")}
    return {**asdict(line), **local}
