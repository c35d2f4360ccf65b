"""Forms of administrators for regulations and job positions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centers.models import Center, JobPosition, Office
from centers.staff_forms import day_field


class _OfACenter(forms.Form):
    """Asks for the center only where there is a choice."""

    center = forms.ModelChoiceField(label=_("Center"), queryset=Center.objects.none(), empty_label=None)

    def __init__(self, *args: Any, centers: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["center"]
        field.queryset = Center.objects.filter(pk__in=centers)
        if len(centers) == 1:
            field.initial, field.widget = centers[0], forms.HiddenInput()


class RegulationForm(_OfACenter):
    title = forms.CharField(
        label=_("Title"),
        help_text=_("A new version bears exactly the title of the earlier ones."),
        max_length=200,
    )
    number = forms.CharField(label=_("Number of the document"), max_length=60)
    effective_from = day_field(_("Counts from"))
    file = forms.FileField(label=_("PDF file"), widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}))


class PositionForm(_OfACenter):
    name = forms.CharField(label=_("Name of the position"), max_length=150)
    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), required=False, empty_label="—")
    people = forms.IntegerField(
        label=_("For how many people"), min_value=1, max_value=99, initial=1,
        widget=forms.NumberInput(attrs={"class": "input--short"}),
    )  # fmt: skip
    duties = forms.CharField(label=_("Duties"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    source = forms.CharField(label=_("Source"), help_text=_("The decision that approved it."), max_length=300)
    is_open = forms.BooleanField(label=_("People can be posted to it"), required=False, initial=True)

    def __init__(self, *args: Any, centers: Sequence[int], position: JobPosition | None = None, **kwargs: Any) -> None:
        if position is not None:
            names = ("center", "name", "office", "people", "duties", "source", "is_open")
            kwargs["initial"] = {name: getattr(position, name) for name in names}
        super().__init__(*args, centers=centers, **kwargs)
        field: Any = self.fields["office"]
        field.queryset = Office.objects.filter(center__in=centers).order_by("unit_id", "id")
        self.position = position

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        office, center = given.get("office"), given.get("center")
        if office is not None and center is not None and office.center_id != center.pk:
            self.add_error("office", _("This office belongs to another center."))
        same = JobPosition.objects.filter(center=center, office=office, name=given.get("name"))
        if self.position is not None:
            same = same.exclude(pk=self.position.pk)
        if same.exists():
            self.add_error("name", _("This position is there already."))
        return given
