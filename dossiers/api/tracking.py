"""Public tracking: code and check word, with the same answer, time and limits as the page."""

from typing import Any

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request

from accounts.throttle import client_address
from common.api.answers import answer, moment
from common.api.documents import documented
from common.api.views import PublicView
from dossiers import tracking
from dossiers.lifecycle import Status
from dossiers.queries.public import PublicView as Tracked
from dossiers.queries.public import public_view


class PairIn(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=60)
    check_word = serializers.CharField(max_length=20, help_text="6 letters and digits; case and spaces do not count")


class TrackedDueShape(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    words = serializers.CharField()


class TrackedShape(serializers.Serializer[Any]):
    procedure = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    now = serializers.CharField(help_text="Where it stands, in one sentence")
    then = serializers.CharField(help_text="What comes next; empty when nothing does")
    due = TrackedDueShape(allow_null=True)
    owner = serializers.CharField(help_text="Only first letters")
    where = serializers.CharField()


class Track(PublicView):
    @documented(
        "tracking",
        "tracking",
        "Where a dossier stands",
        description="Every wrong pair gets the same answer, whether the code exists or not; wrong tries of one "
        "network address wait longer and longer.",
        answers={200: TrackedShape},
        errors=(422, 429),
        request=PairIn,
        is_public=True,
    )
    def post(self, request: Request) -> HttpResponse:
        pair = PairIn(data=request.data)
        pair.is_valid(raise_exception=True)
        found = tracking.find(**pair.validated_data, address=client_address(request._request), at=self.at)
        return answer(_document(public_view(found, self.at)), cache="private, no-store")


def _document(view: Tracked) -> dict[str, Any]:
    return {
        "procedure": view.procedure,
        "status": view.status,
        "label": view.label,
        "now": str(view.words.now),
        "then": str(view.words.then),
        "due": {"at": moment(view.due.at), "words": view.due.words} if view.due else None,
        "owner": view.owner,
        "where": view.where,
    }
