"""The figures of `manage.py ontime --json`, for the centers that the account may see."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from accounts.scopes import Scope
from centers.api.system import SystemView
from centers.reach import staff_of
from common.api.answers import answer
from common.api.documents import documented
from common.api.problems import answers
from common.clock import local_date
from common.errors import Refusal
from reports import queries
from reports.forms import PeriodForm
from reports.measures import By
from reports.reach import reach_of


class NoFigures(Refusal):
    """No posting of the account lets it see figures."""


class QueryInvalid(Refusal):
    """A parameter of the address; `field` is its name."""


answers(403, NoFigures)


class ReceivedShape(serializers.Serializer[Any]):
    total = serializers.IntegerField(help_text="counter + online + post")
    counter = serializers.IntegerField()
    online = serializers.IntegerField()
    post = serializers.IntegerField()
    assisted = serializers.IntegerField(help_text="An of-which of the three")


class ResolvedShape(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    early = serializers.IntegerField()
    on_time = serializers.IntegerField()
    late = serializers.IntegerField()


class PendingShape(serializers.Serializer[Any]):
    total = serializers.IntegerField(help_text="within + overdue")
    within = serializers.IntegerField()
    overdue = serializers.IntegerField()
    paused = serializers.IntegerField(help_text="An of-which of both")


class EndedShape(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    late = serializers.IntegerField()


class FiguresShape(serializers.Serializer[Any]):
    received = ReceivedShape()
    carried_over = serializers.IntegerField()
    reopened = serializers.IntegerField()
    moved = serializers.IntegerField()
    resolved = ResolvedShape()
    pending = PendingShape()
    returned = EndedShape()
    withdrawn = EndedShape()
    submitted_unanswered = serializers.IntegerField()
    first_answer_late = serializers.IntegerField()
    on_time_rate = serializers.FloatField(allow_null=True, help_text="Percent; null when nothing was resolved")
    online_rate = serializers.FloatField(allow_null=True, help_text="Percent; null when nothing was received")


class OnTimeShape(serializers.Serializer[Any]):
    commune = FiguresShape()
    province = FiguresShape()
    vertical = FiguresShape()
    total = FiguresShape()


class OnTime(SystemView):
    scopes = {"GET": Scope.READ_FIGURES}

    @documented(
        "figures_on_time",
        "figures",
        "On-time figures of a period",
        description="The same document as `manage.py ontime --json`. The account needs a posting as head of office, "
        "leader or supervisor.",
        answers={200: OnTimeShape},
        errors=(422,),
        parameters=[
            OpenApiParameter("from", OpenApiTypes.DATE, required=True),
            OpenApiParameter("to", OpenApiTypes.DATE, required=True, description="Included"),
            OpenApiParameter(
                "center",
                OpenApiTypes.STR,
                description="Slug; may be left out by supervisors only, for all centers of their range",
            ),
            OpenApiParameter(
                "by", OpenApiTypes.STR, enum=[by.value for by in By], description="receiving unless given"
            ),
        ],
        reads=True,
    )
    def get(self, request: Request) -> HttpResponse:
        form = self._form(request)
        found = queries.account(form.scope(self.at)).figures
        data = {level: figures.as_json() for level, figures in found.items()}
        return answer(data, request=request._request)

    def _form(self, request: Request) -> PeriodForm:
        staff = staff_of(self.account, on=local_date(self.at))
        reach = reach_of(staff)
        if not reach:
            raise NoFigures
        asked = {"from": "", "to": "", "by": By.RECEIVING.value, "center": "", **request.query_params.dict()}
        form = PeriodForm(asked, reach, today=local_date(self.at))
        if not form.is_valid():
            name, messages = next(iter(form.errors.items()))
            raise QueryInvalid(str(messages[0]), field=str(name))
        return form
