"""Handing a result out: over the counter or after the post has brought it, and giving it to the post."""

import base64
import binascii
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.files import UploadRefused, inspect_upload
from dossiers.actions.originals import lying_at, under_way, where
from dossiers.actions.wishes import wish_of
from dossiers.delivery import Handing, SignedOn, Way
from dossiers.desk_files import keep_signature
from dossiers.models import Dossier, PaperKind

from .base import ActionForm, UploadForm
from .fields import DayField
from .originals import OriginalsForm, ticked_field, ticks

PNG = "data:image/png;base64,"
LARGEST_SIGNATURE = 200_000  # bytes; what the canvas of a page draws is a tenth of it


class PostForm(ActionForm):
    carrier = forms.CharField(label=_("Carrier"), required=False, max_length=100, initial="Bưu điện (VNPost)")
    parcel = forms.CharField(label=_("Code of the parcel"), required=False, max_length=60)
    field_order = ["carrier", "parcel"]

    def prepare(self) -> None:
        """Where the applicant wants it, beside the code of the parcel."""
        wish = wish_of(self.dossier)
        if wish is not None and wish.address:
            self.fields["parcel"].help_text = _("To: %(address)s") % {"address": wish.address}

    def arguments(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("carrier", "parcel")}


class DeliverForm(OriginalsForm, UploadForm):
    """`way` is only asked for once a parcel is under way."""

    ticked = "given_back"
    upload_kind = PaperKind.MANDATE
    way = forms.ChoiceField(
        label=_("How it was handed over"),
        choices=[choice for choice in Way.choices if choice[0] != Way.ONLINE],
        required=False,
        widget=forms.RadioSelect,
    )
    collector = forms.CharField(
        label=_("Collected by"), help_text=_("Name as on the card that was shown"), required=False, max_length=200
    )
    given_back = ticked_field(_("Originals given back with the result"))
    kept_reason = forms.CharField(
        label=_("Why the others are kept"), required=False, max_length=500, initial=_("kept with the file")
    )
    signed_on_paper = forms.BooleanField(label=_("Signed on paper by who collected it"), required=False)
    signature = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LARGEST_SIGNATURE * 2)
    authorisation = forms.CharField(
        label=_("Number of the authorisation or letter of introduction"),
        required=False,
        max_length=120,
    )
    authorised_on = DayField(label=_("Date of the authorisation"))
    field_order = ["way", "collector", "given_back", "kept_reason", "signed_on_paper", "authorisation",
                   "authorised_on", "enclosed"]  # fmt: skip
    folded = ("authorisation", "authorised_on", "enclosed")

    def prepare(self) -> None:
        UploadForm.prepare(self)
        self.fields["collector"].initial = self.dossier.submitter.name
        self.fields["enclosed"].label = _("Scan of the authorisation (PDF, JPG, PNG)")
        found = where(self.dossier)
        leg = self.dossier.legs.filter(confirmed_at=None).first()
        here = lying_at(found, self.dossier.holder_id)
        if leg is not None:  # to hand out confirms the hand-over first
            here = [*lying_at(found, leg.office_id), *under_way(found, leg)]
        self.offer(ticks(self.dossier, here), "kept_reason")
        if self.dossier.events.filter(transition="post_result").exists():
            self.fields["way"].initial = Way.POST
        else:
            del self.fields["way"]

    def clean_signature(self) -> bytes:
        """The picture that was drawn; empty when nothing was, or it cannot be read: it can be drawn again."""
        typed = self.cleaned_data["signature"]
        if not typed:
            return b""
        try:
            content = base64.b64decode(typed.removeprefix(PNG), validate=True)
            inspect_upload("chu-ky.png", content, LARGEST_SIGNATURE)
        except (binascii.Error, UploadRefused):
            self.add_error(None, _("The signature cannot be read. Draw it again."))
            return b""
        return content

    def clean(self) -> dict[str, Any]:
        if "way" not in self.fields and self.data.get(self.add_prefix("way")) == Way.POST:
            self.add_error(None, _("No parcel was sent, so none can have arrived."))
        return super().clean()

    def arguments(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        signed = SignedOn.SCREEN if cleaned["signature"] else SignedOn.PAPER if cleaned["signed_on_paper"] else ""
        return {
            "collector": cleaned["collector"].strip(),
            "handing": Handing(
                way=Way(cleaned.get("way") or Way.COUNTER),
                authorisation=cleaned["authorisation"].strip(),
                authorised_on=cleaned["authorised_on"],
                signed=str(signed),
            ),
            "given_back": self.counts,
            "kept_reason": cleaned.get("kept_reason", ""),
        }

    def keep_more(self, dossier: Dossier, *, at: datetime, by_id: int) -> None:
        """The signature that was drawn on the screen."""
        if self.cleaned_data["signature"]:
            keep_signature(dossier, self.cleaned_data["signature"], at=at, by_id=by_id)

    @property
    def own_fields(self) -> list[forms.BoundField]:
        return [field for field in super().own_fields if field.name not in self.folded]

    @property
    def authorisation_fields(self) -> list[forms.BoundField]:
        """Folded away as long as owner or submitter collect."""
        return [self[name] for name in self.folded]

    @property
    def is_authorised(self) -> bool:
        return any(field.errors or (field.name != "enclosed" and field.value()) for field in self.authorisation_fields)
