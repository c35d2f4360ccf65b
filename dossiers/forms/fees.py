"""The fees of a reception: how much of each published fee, on what ground not, and whether cash was taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from dossiers.charges import Assessment, Counted, Line, lines_of, total_of
from dossiers.exemptions import basis_of_exemption, grounds_for
from dossiers.reference import fee_rules_of
from procedures.fee_rules import FeeRule
from procedures.models import ProcedureVersion

from .fields import AmountField, ground_basis_field, put_refusal

PREFIX = "fee"
MOST_UNITS, MOST_COPIES = 9999, 999
LIVE = {"hx-post": "", "hx-trigger": "change", "hx-target": "#preview", "hx-vals": '{"preview": "1"}'}


@dataclass(frozen=True)
class FeeRow:
    """A published fee as it is drawn, with its fields."""

    rule: FeeRule
    price: int | None
    fields: list[BoundField]


@dataclass(frozen=True)
class FeeTotal:
    """`kind`: owed, exempt, free, or unknown where no fee is published."""

    kind: str
    amount: int = 0


def offer_grounds(field: forms.Field, version: ProcedureVersion) -> None:
    """Nothing first: nobody is exempted by an oversight."""
    assert isinstance(field, forms.ChoiceField)
    procedure = version.procedure
    offered = grounds_for(procedure.sector.code, procedure.code)
    named = [(row.code, f"{row.label} ({row.basis})" if row.basis else row.label) for row in offered]
    field.choices = [("", _("No exemption")), *named]


class FeesForm(forms.Form):
    """`assessment` and `total` speak after `is_valid()`; unbound they are those of the usual case."""

    ground = forms.ChoiceField(label=_("Exemption"), required=False)
    ground_basis = ground_basis_field()
    cash = forms.BooleanField(label=_("Paid in cash now"), required=False)

    def __init__(self, data: Any = None, *, version: ProcedureVersion, is_online: bool = False, **kwargs: Any) -> None:
        super().__init__(data, prefix=PREFIX, **kwargs)
        self.version, self.is_online = version, is_online
        self.rules = fee_rules_of(version)
        for place, rule in enumerate(self.rules):
            self._offer(place, rule)
        offer_grounds(self.fields["ground"], version)
        self.fields["cash"].widget.attrs["accesskey"] = "4"
        if not self.can_be_charged:
            for name in ("ground", "ground_basis", "cash"):
                del self.fields[name]
        for field in self.fields.values():
            field.widget.attrs |= LIVE

    @property
    def can_be_charged(self) -> bool:
        """Whether anything can be owed at all."""
        return any(self.prices(place) or rule.extra or rule.is_set_elsewhere for place, rule in enumerate(self.rules))

    @property
    def is_exempting(self) -> bool:
        """Whether the fields of the exemption must be seen."""
        return any(self[name].value() or self[name].errors for name in ("ground", "ground_basis"))

    def prices(self, place: int) -> int | None:
        return self.rules[place].price(is_online=self.is_online)

    @property
    def rows(self) -> list[FeeRow]:
        return [
            FeeRow(
                rule,
                self.prices(place),
                [self[name] for name in _names(place) if name in self.fields],
            )
            for place, rule in enumerate(self.rules)
        ]

    @cached_property
    def lines(self) -> list[Line]:
        """What the dossier will owe. Raises `LawMissing`."""
        return lines_of(self.rules, self._counted(), is_online=self.is_online)

    @property
    def total(self) -> int:
        """What is to be paid; 0 with an exemption, and as long as something is typed wrong."""
        if self._typed("ground"):
            return 0
        try:
            return total_of(self.lines)
        except Refusal:
            return 0

    @property
    def standing(self) -> FeeTotal:
        """What the desk says about the fee at one glance."""
        if self._typed("ground"):
            return FeeTotal("exempt")
        if self.total:
            return FeeTotal("owed", self.total)
        is_free = self.rules and all(self.prices(place) is not None for place in range(len(self.rules)))
        return FeeTotal("free" if is_free else "unknown")

    @property
    def assessment(self) -> Assessment:
        return Assessment(
            self._counted(), self._typed("ground"), self._typed("ground_basis"), bool(self._typed("cash"))
        )

    def clean(self) -> dict[str, Any]:
        procedure = self.version.procedure
        if self._typed("ground") and self._typed("cash"):
            self.add_error("cash", _("What is exempt is not paid. Take away the exemption or the tick."))
        try:
            list(self.lines)  # raises LawMissing
            if ground := self._typed("ground"):
                basis_of_exemption(
                    ground, self._typed("ground_basis"), sector=procedure.sector.code, procedure=procedure.code
                )
        except Refusal as refusal:
            put_refusal(self, refusal, {"legal_basis": self._place_of_basis()})
        return self.cleaned_data

    def _place_of_basis(self) -> str:
        places = range(len(self.rules))
        return next((f"basis_{place}" for place in places if self._typed(f"entered_{place}")), "")

    def _counted(self) -> Mapping[int, Counted]:
        return {
            place: Counted(
                quantity=self._typed(f"quantity_{place}") or 1,
                copies=self._typed(f"copies_{place}") or 1,
                extra=self._typed(f"extra_{place}") or 0,
                entered=self._typed(f"entered_{place}") or 0,
                basis=self._typed(f"basis_{place}"),
            )
            for place in range(len(self.rules))
        }

    def _typed(self, name: str) -> Any:
        return self.cleaned_data.get(name, "") if self.is_bound and hasattr(self, "cleaned_data") else ""

    def _offer(self, place: int, rule: FeeRule) -> None:
        price = self.prices(place)
        if price and rule.unit:
            self.fields[f"quantity_{place}"] = _number(rule.unit[:1].upper() + rule.unit[1:], 1, MOST_UNITS)
        if price and rule.tier:
            self.fields[f"copies_{place}"] = _number(rule.tier.copy[:1].upper() + rule.tier.copy[1:], 1, MOST_COPIES)
        if rule.extra:
            self.fields[f"extra_{place}"] = _number(rule.extra_label[:1].upper() + rule.extra_label[1:], 0, MOST_COPIES)
        if rule.is_set_elsewhere:
            self.fields[f"entered_{place}"] = AmountField(
                label=_("Amount in đồng"), help_text=_("Only with the text in force that sets it.")
            )
            self.fields[f"basis_{place}"] = forms.CharField(label=_("Legal basis"), required=False, max_length=500)


def _names(place: int) -> list[str]:
    return [f"{name}_{place}" for name in ("quantity", "copies", "extra", "entered", "basis")]


def _number(label: str, least: int, most: int) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "input--short", "inputmode": "numeric", "lang": "vi"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, initial=least, required=False, widget=widget
    )
