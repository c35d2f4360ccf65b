"""Centers and their offices: the words in which the other addresses name places. Public facts."""

from collections import defaultdict
from typing import Any

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request

from centers.models import Center, Office, OfficeKind
from common.api.answers import PUBLIC, answer
from common.api.documents import documented
from common.api.views import PublicView


class OfficeShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(OfficeKind.choices)


class CenterShape(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    unit_code = serializers.CharField(help_text="Code of the commune or ward")
    offices = OfficeShape(many=True)


class CentersShape(serializers.Serializer[Any]):
    results = CenterShape(many=True)


class Centers(PublicView):
    @documented(
        "centers_list",
        "catalogue",
        "Centers and their offices",
        answers={200: CentersShape},
        is_public=True,
        reads=True,
    )
    def get(self, request: Request) -> HttpResponse:
        offices: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for office in Office.objects.filter(center__isnull=False).order_by("id"):
            row = {"id": office.pk, "slug": office.slug, "name": office.name, "kind": office.kind}
            offices[office.center_id or 0].append(row)
        data = [
            {"slug": center.slug, "name": center.name, "unit_code": center.unit.code, "offices": offices[center.pk]}
            for center in Center.objects.select_related("unit").order_by("name_sort", "id")
        ]
        return answer({"results": data}, request=request._request, cache=PUBLIC)
