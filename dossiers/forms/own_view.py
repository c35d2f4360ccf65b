"""What somebody likes to see: a filter with a name, columns with their places."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.queries.columns import Column


class FilterForm(forms.Form):
    """A name for what the list is narrowed to now."""

    name = forms.CharField(label=_("Name of the filter"), max_length=60)
    is_default = forms.BooleanField(label=_("Open the worklist with it"), required=False)

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class ColumnsForm(forms.Form):
    """A place for each column; without one it is not shown. Two with one place keep their usual order."""

    def __init__(self, data: Any = None, *, chosen: Sequence[Column]) -> None:
        super().__init__(data)
        places = [("", _("not shown")), *((str(n), str(n)) for n in range(1, len(Column) + 1))]
        for column in Column:
            initial = str(chosen.index(column) + 1) if column in chosen else ""
            self.fields[column.value] = forms.ChoiceField(
                label=column.label,
                choices=places,
                initial=initial,
                required=False,
                widget=forms.Select(attrs={"class": "input input--select input--place"}),
            )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.values()):
            raise forms.ValidationError(_("Show at least one column beside the code."))
        return self.cleaned_data

    @property
    def columns(self) -> list[str]:
        """The chosen columns in their order."""
        placed = [(int(place), name) for name, place in self.cleaned_data.items() if place]
        return [name for _place, name in sorted(placed, key=lambda one: one[0])]
