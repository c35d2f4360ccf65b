"""A question to another office, and its answer."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from centers.models import Office
from common.clock import LOCAL_TZ, local_date
from common.errors import Refusal
from dossiers.actions.coordination import answer_by
from dossiers.coordination import Answer, DueBeforeNow, Question
from dossiers.models import Dossier
from dossiers.queries.coordination import offices_to_ask, papers_to_point_at

from .fields import DayField, HourField, SeveralFilesField, moment_of, put_refusal

LONGEST = 4000


class AskForm(forms.Form):
    """Whom to ask, what, about which papers, until when."""

    to_office = forms.ChoiceField(
        label=_("Office that is asked"),
        help_text=_("It sees the whole dossier until it has answered. Offices where nobody works yet are left out."),
        error_messages={"required": _("Choose the office that you ask.")},
    )
    question = forms.CharField(
        label=_("What you ask"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what the other office is asked.")},
    )
    papers = forms.MultipleChoiceField(
        label=_("Papers that it is about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    due_on = DayField(label=_("Answer by: date"), required=True)
    due_time = HourField(label=_("Answer by: time"), required=True)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, dossier: Dossier, at: datetime) -> None:
        due = answer_by(dossier, at=at).astimezone(LOCAL_TZ)
        first = {"due_on": due.date(), "due_time": due.time(), "revision": dossier.revision}
        super().__init__(data, initial=first)
        self.at = at
        offices, papers = self.fields["to_office"], self.fields["papers"]
        assert isinstance(offices, forms.ChoiceField)
        assert isinstance(papers, forms.MultipleChoiceField)
        offices.choices = [("", "–"), *offices_to_ask(dossier, local_date(at))]
        papers.choices = papers_to_point_at(dossier)
        if not papers.choices:
            del self.fields["papers"]

    def clean(self) -> dict[str, Any]:
        self.due_at = moment_of(self, "due_on", "due_time", at=self.at)
        return self.cleaned_data

    @property
    def office(self) -> Office:
        """Call after `is_valid()`."""
        return Office.objects.get(pk=self.cleaned_data["to_office"])

    def asked(self) -> Question:
        """Call after `is_valid()`."""
        if self.due_at is None:
            raise DueBeforeNow
        papers = tuple(int(pk) for pk in self.cleaned_data.get("papers", ()))
        return Question(self.cleaned_data["question"], self.due_at, papers)

    def put(self, refusal: Refusal) -> None:
        put_refusal(self, refusal, {})


class AnswerForm(forms.Form):
    """The answer; files lie in a draft under `draft` until it is given."""

    competence = forms.ChoiceField(
        label=_("Your office"),
        choices=[("yes", _("answers")), ("no", _("is not competent"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether your office answers or is not competent.")},
    )
    answer = forms.CharField(
        label=_("Answer, or why your office is not competent"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the answer, or why your office is not competent.")},
    )
    enclosed = SeveralFilesField(label=_("Files (PDF, JPG, PNG)"))
    draft = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def given(self) -> Answer:
        """Call after `is_valid()`."""
        return Answer(self.cleaned_data["answer"], self.cleaned_data["competence"] == "yes")

    def put(self, refusal: Refusal) -> None:
        put_refusal(self, refusal, {})


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)
