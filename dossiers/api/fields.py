"""What a transition takes: the fields of its form (`dossiers.forms.actions`), as JSON."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from dossiers.delivery import Way
from dossiers.exemptions import EXEMPTIONS
from dossiers.forms.actions import FORMS, ActionForm, Ask, UploadForm, form_for
from dossiers.letters import Cause
from dossiers.refusals import REFUSAL_REASONS

BIGGEST_ID = 2**63 - 1
HIDDEN = frozenset({"revision", "draft", "listed", "signature", "happened_on", "happened_time", "enclosed"})
ALIASES = {"happened_on": "at", "happened_time": "at"}
FILES = "enclosed"


def id_field(**options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=BIGGEST_ID, required=False, **options)


def originals_field(help_text: str) -> Any:
    """Originals as `fields_taken` names them: "12.1" is the first of paper 12."""
    one = serializers.RegexField(r"^[0-9]{1,18}\.[0-9]{1,2}$")
    return serializers.ListField(child=one, required=False, max_length=1000, help_text=help_text)


class TransitionIn(serializers.Serializer[Any]):
    """Which of these a transition takes stands in `fields_taken`; another one is refused."""

    at = serializers.DateTimeField(
        required=False, help_text="When it happened, if not now; long past needs a reason (late typing)"
    )
    reason = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    papers = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=BIGGEST_ID), required=False, max_length=100,
        help_text="Ids of papers of the published list",
    )  # fmt: skip
    other_papers = serializers.ListField(
        child=serializers.CharField(max_length=300), required=False, max_length=20, help_text="Other papers by name"
    )
    ask_again = serializers.BooleanField(
        required=False, help_text="Ask for papers that are digitised and valid all the same; say why in the reason"
    )
    to_office = id_field()
    to_user = id_field()
    step = serializers.IntegerField(min_value=1, max_value=999, required=False)
    amount_vnd = serializers.IntegerField(min_value=1, max_value=10**12, required=False)
    receipt = serializers.CharField(required=False, allow_blank=True, max_length=60)
    cash = serializers.BooleanField(required=False, help_text="What is owed was taken in cash at the counter")
    seen_vnd = serializers.IntegerField(
        min_value=0, max_value=10**12, required=False,
        help_text="With cash: the amount that was shown as owed; refused when it is another one by now",
    )  # fmt: skip
    ground = serializers.ChoiceField(sorted(EXEMPTIONS), required=False, help_text="Why what is owed need not be paid")
    ground_basis = serializers.CharField(
        required=False, allow_blank=True, max_length=500,
        help_text="The law that exempts; may be left out where the ground names it",
    )  # fmt: skip
    cause = serializers.ChoiceField(Cause.choices, required=False, help_text="Where the reason of form 04 lies")
    new_on = serializers.DateField(required=False, help_text="New appointment: local day")
    new_time = serializers.TimeField(required=False, help_text="New appointment: local time")
    result = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Number of the result document"
    )
    result_on = serializers.DateField(required=False, help_text="Date of the result document")
    result_signer = serializers.CharField(required=False, allow_blank=True, max_length=200)
    collector = serializers.CharField(required=False, allow_blank=True, max_length=200)
    way = serializers.ChoiceField(
        [choice for choice in Way.choices if choice[0] != Way.ONLINE], required=False,
        help_text="How the result reached the collector; post: a parcel that was sent has arrived",
    )  # fmt: skip
    authorisation = serializers.CharField(
        required=False, allow_blank=True, max_length=120,
        help_text="Needed when neither owner nor submitter collects at the counter",
    )  # fmt: skip
    authorised_on = serializers.DateField(required=False, help_text="Date of the authorisation")
    signed_on_paper = serializers.BooleanField(required=False, help_text="The collector signed for it on paper")
    carrier = serializers.CharField(required=False, allow_blank=True, max_length=100)
    parcel = serializers.CharField(required=False, allow_blank=True, max_length=60, help_text="Code of the parcel")
    arrived = originals_field("Originals that came with a hand-over from another place; all of them unless given")
    note = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="Needed when an original did not arrive"
    )
    given_back = originals_field("Originals that the citizen gets back with the result")
    kept_reason = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="Needed when, with given_back, others are kept"
    )
    refusal_code = serializers.ChoiceField(
        sorted(REFUSAL_REASONS), required=False, help_text="Why it is refused, printed on form 03"
    )
    legal_basis = serializers.CharField(
        required=False, allow_blank=True, max_length=500,
        help_text="The law behind a refusal (may be left out where the code names one) or an amount that is asked for",
    )  # fmt: skip
    procedure = serializers.CharField(required=False, max_length=200, help_text="Code or name of the right procedure")
    case = serializers.IntegerField(required=False, min_value=1, max_value=999, help_text="Number of the case")
    owner_name = serializers.CharField(required=False, max_length=300, help_text="A correction keeps what is left out")
    owner_number = serializers.CharField(required=False, max_length=40)
    owner_phone = serializers.CharField(required=False, allow_blank=True, max_length=20)
    owner_email = serializers.CharField(required=False, allow_blank=True, max_length=254)
    owner_address = serializers.CharField(required=False, allow_blank=True, max_length=300)
    channel = serializers.CharField(required=False, max_length=10)
    filed_by = serializers.CharField(required=False, max_length=10)
    return_center = id_field()


class TransitionWithFilesIn(TransitionIn):
    """The same as form data, with files (PDF, JPG, PNG): papers that are supplied, or the result."""

    enclosed = serializers.ListField(child=serializers.FileField(), required=False)


def fields_of(name: str) -> tuple[str, ...]:
    """Names of the fields that a transition takes, files included. KeyError for one that is not done by hand."""
    form = FORMS[name][0]
    own = [field for field in form.base_fields if field not in HIDDEN and field != "reason"]
    return ("at", "reason", *own, *([FILES] if issubclass(form, UploadForm) else []))


def read(name: str, sent: Any) -> dict[str, Any]:
    """What was sent, checked for types and for fields that the transition does not take. Raises ValidationError."""
    if isinstance(sent, Mapping):
        foreign = set(sent) - set(fields_of(name))
        if foreign:
            raise serializers.ValidationError({field: [_("This field is not taken here.")] for field in foreign})
    serializer = TransitionIn(data=sent)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def bound(ask: Ask, values: Mapping[str, Any]) -> ActionForm:
    """The form of the transition with the values, found valid. Raises ValidationError."""
    said = {field: _as_typed(field, value) for field, value in values.items() if field != "at"}
    data = {f"{ask.name}-{field}": value for field, value in {**_standing(ask), **said}.items()}
    data[f"{ask.name}-revision"] = str(ask.dossier.revision)
    form = form_for(ask, data)
    if not form.is_valid():
        errors = {ALIASES.get(name, name): [str(one) for one in messages] for name, messages in form.errors.items()}
        raise serializers.ValidationError(errors)
    form.happened_at = values.get("at")
    return form


def _standing(ask: Ask) -> dict[str, Any]:
    """What stands in a form that mends."""
    if not FORMS[ask.name][0].mends:
        return {}
    return {name: field.initial for name, field in form_for(ask).fields.items() if field.initial is not None}


def _as_typed(field: str, value: Any) -> Any:
    if isinstance(value, list):
        strings = [str(item) for item in value]
        return "\n".join(strings) if field == "other_papers" else strings
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)


class ChoiceShape(serializers.Serializer[Any]):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class FieldShape(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    choices = ChoiceShape(many=True, allow_null=True, help_text="null where anything may be given")


class TransitionShape(serializers.Serializer[Any]):
    """A transition of one dossier, with what may be chosen."""

    name = serializers.ChoiceField(sorted(FORMS))
    label = serializers.CharField()  # type: ignore[assignment]
    is_possible = serializers.BooleanField(help_text="Whether this account may do it now")
    reason_needed = serializers.BooleanField()
    fields_taken = FieldShape(many=True)


def described(ask: Ask) -> list[dict[str, Any]]:
    """The fields with their choices, as the form of this dossier has them."""
    form = form_for(ask)
    rows: list[dict[str, Any]] = [{"name": "at", "label": str(_("Date and time")), "choices": None}]
    for name in fields_of(ask.name)[1:]:
        if name in form.fields:
            rows.append({"name": name, "label": str(form.fields[name].label), "choices": _choices(form.fields[name])})
    return rows


def _choices(field: forms.Field) -> list[dict[str, str]] | None:
    if not isinstance(field, forms.ChoiceField):
        return None
    choices: Any = field.choices
    return [{"value": str(value), "label": str(label)} for value, label in choices if value]
