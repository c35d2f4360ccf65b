"""What the forms of all actions share."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from dossiers import actions
from dossiers.actors import Actor
from dossiers.lifecycle import TRANSITIONS
from dossiers.models import Dossier, PaperKind

from .fields import DayField, HourField, SeveralFilesField, moment_of, put_refusal

ALIASES = {"at": "happened_on", "papers": "other_papers"}
Verb = Callable[..., Dossier]


@dataclass(frozen=True)
class Ask:
    """About whom and when a form asks."""

    dossier: Dossier
    name: str
    at: datetime


class ActionForm(forms.Form):
    """What every action may carry. Empty date and time mean now; a moment long past needs a reason."""

    upload_kind: ClassVar[PaperKind | None] = None
    mends: ClassVar[bool] = False
    """The form shows what stands there, to be typed over: what another system does not send stays as it is."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input--low"}),
    )
    happened_on = DayField(label=_("Date"))
    happened_time = HourField(label=_("Time"))

    def __init__(self, data: Any = None, files: Any = None, *, ask: Ask) -> None:
        super().__init__(data, files, prefix=ask.name)
        self.ask, self.dossier, self.transition = ask, ask.dossier, TRANSITIONS[ask.name]
        self.happened_at: datetime | None = None
        self.brings_files = False  # set by who keeps the files, before `act`
        self.fields["revision"].initial = ask.dossier.revision
        if self.transition.reason_needed:
            self.fields["reason"].help_text = _("The applicant and the leader will read it")
        else:
            self.fields["reason"].label = _("Reason for typing it late")
        self.prepare()

    def prepare(self) -> None:
        """Choices and first values that depend on the dossier."""

    def arguments(self) -> dict[str, Any]:
        """What the verb takes beside moment, actor, revision and reason."""
        return {}

    def act(self, verb: Verb, *, by: Actor) -> Dossier:
        """Call the verb; it raises a Refusal when it cannot be done. Call after `is_valid()`."""
        cleaned = self.cleaned_data
        return verb(
            self.dossier,
            at=self.happened_at or self.ask.at,
            by=by,
            seen=cleaned["revision"],
            typed_at=self.ask.at if self.happened_at else None,
            reason=cleaned["reason"],
            **self.arguments(),
        )

    def keep_more(self, dossier: Dossier, *, at: datetime, by_id: int) -> None:
        """What a page keeps beside the action, in the same transaction; nothing for most of them."""

    def put(self, refusal: Refusal) -> None:
        if isinstance(refusal, actions.InTheFuture):
            self.add_error("happened_on", str(refusal))
        else:
            put_refusal(self, refusal, ALIASES)

    def clean(self) -> dict[str, Any]:
        self.happened_at = moment_of(self, "happened_on", "happened_time", at=self.ask.at)
        return self.cleaned_data

    # Drawing

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Fields to draw in their order; those for late typing stand apart."""
        apart = {"revision", "draft", "listed", "signature", "happened_on", "happened_time", "seen_vnd"}
        if not self.transition.reason_needed:
            apart.add("reason")
        return [self[name] for name in self.fields if name not in apart]

    @property
    def late_fields(self) -> list[forms.BoundField]:
        names = ["happened_on", "happened_time"]
        if not self.transition.reason_needed:
            names.append("reason")
        return [self[name] for name in names]

    @property
    def is_typed_late(self) -> bool:
        return any(field.errors or field.value() for field in self.late_fields)


class UploadForm(ActionForm):
    """Takes files; they lie in a draft under `draft` until the action has happened."""

    draft = forms.UUIDField(widget=forms.HiddenInput, required=False)
    enclosed = SeveralFilesField(label=_("Files (PDF, JPG, PNG)"))
    field_order = ["enclosed"]

    def prepare(self) -> None:
        self.fields["draft"].initial = uuid.uuid4
