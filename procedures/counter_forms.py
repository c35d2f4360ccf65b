"""The form of a counter."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centers.models import Center, Counter
from procedures.models import CounterTask, Procedure, Sector


class SectorsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class CounterForm(forms.Form):
    """Number, name, open or closed, and what it receives."""

    center = forms.ModelChoiceField(label=_("Center"), queryset=Center.objects.none(), empty_label=None)
    number = forms.IntegerField(
        label=_("Number"), min_value=1, max_value=99, widget=forms.NumberInput(attrs={"class": "input--short"})
    )
    name = forms.CharField(label=_("Name"), max_length=150)
    is_open = forms.BooleanField(label=_("Open"), required=False, initial=True)
    procedures = forms.CharField(
        label=_("Single procedures"),
        help_text=_("Their codes, separated by commas, besides the sectors below."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sectors = SectorsField(label=_("Sectors"), queryset=Sector.objects.all(), required=False)

    def __init__(self, *args: Any, centers: Sequence[int], counter: Counter | None = None, **kwargs: Any) -> None:
        if counter is not None:
            tasks = list(CounterTask.objects.filter(counter=counter).select_related("procedure"))
            kwargs["initial"] = {
                "center": counter.center_id,
                "number": counter.number,
                "name": counter.name,
                "is_open": counter.is_open,
                "sectors": [task.sector_id for task in tasks if task.sector_id],
                "procedures": ", ".join(task.procedure.code for task in tasks if task.procedure),
            }
        super().__init__(*args, **kwargs)
        field: Any = self.fields["center"]
        field.queryset = Center.objects.filter(pk__in=centers)
        if len(centers) == 1 or counter is not None:
            field.widget = forms.HiddenInput()
            field.initial = counter.center_id if counter is not None else centers[0]

    def clean_procedures(self) -> list[Procedure]:
        codes = [code for code in re.split(r"[\s,;]+", self.cleaned_data["procedures"]) if code]
        found = {procedure.code: procedure for procedure in Procedure.objects.filter(code__in=codes)}
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise forms.ValidationError(_("Not in the catalogue: %(codes)s") % {"codes": ", ".join(unknown)[:200]})
        return list(found.values())
