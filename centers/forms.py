"""Forms of administrators for people and systems at work."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from accounts.scopes import Scope
from centers.models import Office

ROLES = (Role.COUNTER, Role.OFFICER, Role.HEAD)


class OfficeChoice(forms.ModelChoiceField):
    def label_from_instance(self, office: Any) -> str:
        return f"{office.name} ({office.unit.name})"


class SystemForm(forms.Form):
    """A new system: who it is, where it works, what its token is good for."""

    full_name = forms.CharField(
        label=_("Name of the system"), help_text=_("People read it in the history of a dossier"), max_length=150
    )
    username = forms.CharField(
        label=_("Login name"), help_text=_("3 to 40 characters: letters without accents, digits, dots and dashes"),
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    office = OfficeChoice(label=_("Works in"), queryset=Office.objects.none(), empty_label="–")
    role = forms.ChoiceField(label=_("As"), choices=[(role.value, role.label) for role in ROLES])
    scopes = forms.MultipleChoiceField(
        label=_("Its token may be used to"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, center_ids: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, forms.ModelChoiceField)
        offices = Office.objects.filter(center__in=list(center_ids)).select_related("unit")
        field.queryset = offices.order_by("unit", "id")
