"""Forms of administrators for people at work."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Kind, User
from accounts.roles import Role
from centers.models import JobPosition, PostingGround
from centers.queries import province
from centers.staffing import Post, Reach
from common.names import validate_visible

DATE_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]
IN_AN_OFFICE = frozenset({Role.COUNTER, Role.OFFICER, Role.HEAD})


def day_field(label: Any, **rest: Any) -> forms.DateField:
    """A date as people here write it."""
    widget = forms.DateInput(format="%d/%m/%Y", attrs={"class": "input--short"})
    return forms.DateField(label=label, input_formats=DATE_FORMATS, widget=widget, **rest)


class PostingForm(forms.Form):
    """A role in a place for a time."""

    role = forms.ChoiceField(label=_("Role"))
    place = forms.ChoiceField(
        label=_("Place"), help_text=_("Counter staff, officers and heads work in an office; the others in a center.")
    )
    ground = forms.ChoiceField(label=_("On which ground"), choices=PostingGround.choices)
    position = forms.ModelChoiceField(
        label=_("Job position"), queryset=JobPosition.objects.none(), required=False, empty_label="—"
    )
    title = forms.CharField(
        label=_("Title"), help_text=_("As it stands in the decision, in Vietnamese."), max_length=150, required=False
    )
    since = day_field(_("First day"))
    until = day_field(
        _("Last day"), required=False, help_text=_("A secondment has one; empty means until further notice.")
    )

    def __init__(self, *args: Any, reach: Reach, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role, place, position = self.fields["role"], self.fields["place"], self.fields["position"]
        assert isinstance(role, forms.ChoiceField)
        assert isinstance(place, forms.ChoiceField)
        assert isinstance(position, forms.ModelChoiceField)
        role.choices = [(one.value, one.label) for one in reach.roles]
        place.choices = _places(reach)
        position.queryset = JobPosition.objects.filter(center__in=reach.center_ids, is_open=True)
        self.fields["since"].initial = today
        self.reach = reach

    def post(self) -> Post:
        """What was asked for; call it on a valid form."""
        given = self.cleaned_data
        kind, _colon, key = given["place"].partition(":")
        return Post(
            role=Role(given["role"]),
            since=given["since"],
            until=given["until"],
            office=self.reach.offices().filter(pk=key).first() if kind == "office" else None,
            center=self.reach.centers().filter(pk=key).first() if kind == "center" else None,
            unit=province() if kind == "unit" else None,
            title=given["title"],
            ground=PostingGround(given["ground"]),
            position=given["position"],
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = given.get("place", "").partition(":")[0]
        if "role" in given and kind and (given["role"] in IN_AN_OFFICE) != (kind == "office"):
            self.add_error("place", _("Counter staff, officers and heads need an office; the other roles a center."))
        return given


def _places(reach: Reach) -> list[Any]:
    offices = [(f"office:{office.pk}", f"{office.name} ({office.unit.name})") for office in reach.offices()]
    centers = [(f"center:{center.pk}", center.name) for center in reach.centers()]
    groups: list[Any] = [("", "—"), (_("Offices"), offices), (_("Centers"), centers)]
    if reach.is_province:
        groups.append((_("Province"), [("unit:0", province().name)]))
    return groups


class NewPersonForm(PostingForm):
    """An account and its first posting."""

    full_name = forms.CharField(label=_("Full name"), max_length=150, validators=[validate_visible])
    username = forms.CharField(
        label=_("Login name"), help_text=_("3 to 40 characters: letters without accents, digits, dots and dashes"),
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    field_order = ("full_name", "username", "email")


class FromElsewhereForm(PostingForm):
    """A posting here for somebody who has an account already."""

    username = forms.CharField(
        label=_("Login name"), help_text=_("Of an account that another center has made."), max_length=40
    )
    field_order = ("username",)

    def clean_username(self) -> User:
        name = self.cleaned_data["username"].strip().lower()
        user = User.objects.filter(username=name, kind=Kind.STAFF).first()
        if user is None:
            raise forms.ValidationError(_("There is no account of staff with this login name."))
        return user


class EndForm(forms.Form):
    until = day_field(_("Last day"))
