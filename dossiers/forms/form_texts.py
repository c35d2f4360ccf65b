"""What an administrator types: the sentences of one form, for which center, from which day."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centers.models import Center
from dossiers.form_texts import slots_of

from .fields import DayField

ALL = "tat-ca"
LONGEST = 600


class FormTextsForm(forms.Form):
    """One field per sentence. `texts`, `center` and `valid_from` speak after `is_valid()`."""

    def __init__(self, data: Any = None, *, form: str, centers: Sequence[Center], for_all: bool, **rest: Any) -> None:
        super().__init__(data, **rest)
        self._centers = {center.slug: center for center in centers}
        self._slots = slots_of(form)
        choices = [(slug, center.name) for slug, center in self._centers.items()]
        everywhere = [(ALL, _("All centers that have no text of their own"))] if for_all else []
        self.fields["center"] = forms.ChoiceField(label=_("Center"), choices=[*everywhere, *choices])
        for slot in self._slots:
            self.fields[slot.name] = forms.CharField(
                label=str(slot.label),
                required=not slot.may_be_empty,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 3, "lang": "vi"}),
                help_text=_("%(word)s stands for the center that hands out.") % {"word": slot.needs[0]}
                if slot.needs
                else "",
            )
        self.fields["valid_from"] = DayField(label=_("Counts from"), required=True)

    @property
    def texts(self) -> dict[str, str]:
        return {slot.name: self.cleaned_data[slot.name] for slot in self._slots}

    @property
    def center(self) -> Center | None:
        """None: all centers."""
        return self._centers.get(self.cleaned_data["center"])
