"""The people and bodies a dossier is about: owners and submitters."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from centers.models import AddressUnit
from common import crypto
from common.text import fold, person_key, vietnamese_key


class PartyKind(models.TextChoices):
    """Kinds of applicant of the national portal (CN, DN, CQ, TC)."""

    PERSON = "person", _("Person")
    BUSINESS = "business", _("Business")
    AGENCY = "agency", _("State agency")
    ORGANISATION = "organisation", _("Other organisation")


class NumberKind(models.TextChoices):
    CITIZEN_ID = "citizen_id", _("Citizen identity number")
    PASSPORT = "passport", _("Passport")
    TAX_CODE = "tax_code", _("Tax code")
    UNKNOWN = "unknown", _("Other number")


class Gender(models.TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")
    OTHER = "other", _("Other")


class Party(models.Model):
    """A person, business, agency or organisation as declared here.

    A number typed by a citizen proves nothing about who owns it: what an account declares stays its own record
    (`entered_by` is the account) and is never mixed with what the desk entered (`entered_by` null), so that nobody
    learns another person's details by typing their number. Number: AES-GCM under `number_key_id`; equality by
    `number_hash` (keyed, over kind and normalised number). Old number: the 9 digits of the identity card before this
    one, as the card says, kept in the same way at the desk only; it is nobody's alone, so it finds with the name only.
    """

    kind = models.CharField(max_length=14, choices=PartyKind.choices)
    name = models.CharField(max_length=300)
    name_fold = models.CharField(max_length=300, editable=False, db_index=True)
    name_sort = models.TextField(editable=False, db_collation="C")
    number_kind = models.CharField(max_length=12, choices=NumberKind.choices, blank=True)  # empty = no number given
    number_encrypted = models.BinaryField(null=True, blank=True)
    number_key_id = models.CharField(max_length=40, blank=True)
    number_hash = models.CharField(max_length=64, blank=True, db_index=True)
    old_number_encrypted = models.BinaryField(null=True, blank=True)
    old_number_key_id = models.CharField(max_length=40, blank=True)
    old_number_hash = models.CharField(max_length=64, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=8, choices=Gender.choices, blank=True)
    ethnicity = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    address_unit = models.ForeignKey(AddressUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address_line = models.CharField(max_length=300, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="parties"
    )
    account_proven_at = models.DateTimeField(null=True, blank=True)  # identity provider, or card seen at the desk
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # the citizen account that typed it; null = entered by staff or the system
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="merged_parties"
    )  # the same person, whose record stayed; this row is kept but found no more
    created_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    history = HistoricalRecords(
        excluded_fields=[
            *("number_encrypted", "number_key_id", "number_hash", "name_fold", "name_sort"),
            *("old_number_encrypted", "old_number_key_id", "old_number_hash"),
        ]
    )

    class Meta:
        ordering = ["name_sort", "id"]
        constraints = [
            models.CheckConstraint(name="party_kind_is_known", condition=Q(kind__in=PartyKind.values)),
            models.CheckConstraint(
                name="party_number_whole_or_not",
                condition=Q(number_kind="", number_hash="", number_key_id="", number_encrypted__isnull=True)
                | Q(number_kind__in=NumberKind.values, number_encrypted__isnull=False)
                & ~Q(number_hash="")
                & ~Q(number_key_id=""),
            ),
            models.CheckConstraint(
                name="party_old_number_whole_or_not",
                condition=Q(old_number_hash="", old_number_key_id="", old_number_encrypted__isnull=True)
                | Q(old_number_encrypted__isnull=False, entered_by__isnull=True)
                & ~Q(old_number_hash="")
                & ~Q(old_number_key_id=""),
            ),
            models.CheckConstraint(
                name="party_proof_needs_account", condition=Q(account_proven_at__isnull=True) | Q(account__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["number_hash"],
                condition=Q(entered_by__isnull=True, merged_into__isnull=True) & ~Q(number_hash=""),
                name="party_number_once_at_desk",
            ),
            models.UniqueConstraint(
                fields=["entered_by", "number_hash", "name_fold"],
                condition=Q(entered_by__isnull=False) & ~Q(number_hash=""),
                name="party_number_once_per_account",
            ),
            models.CheckConstraint(
                name="party_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
            ),
            models.CheckConstraint(  # what a citizen declared stays a record of its own
                name="party_merged_only_at_desk",
                condition=Q(merged_into__isnull=True) | Q(entered_by__isnull=True),
            ),
        ]
        indexes = [
            GinIndex(fields=["name_fold"], name="party_by_part_of_name", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="party_by_any_phone"),
            models.Index(fields=["old_number_hash"], condition=~Q(old_number_hash=""), name="party_by_old_number"),
            models.Index(
                fields=["name_fold", "birth_date"],
                condition=Q(birth_date__isnull=False, entered_by__isnull=True, merged_into__isnull=True),
                name="party_by_name_and_birth",
            ),
            models.Index(
                fields=["phone"],
                condition=~Q(phone="") & Q(entered_by__isnull=True, merged_into__isnull=True),
                name="party_by_phone",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_derived()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fill_derived(self) -> None:
        """Set the columns that follow from the name; bulk writers call it themselves."""
        self.name_fold = fold(self.name)
        self.name_sort = person_key(self.name) if self.kind == PartyKind.PERSON else vietnamese_key(self.name)

    @property
    def number(self) -> str:
        """The number in the clear, "" when none was given. Reading it is a view of personal data: record it."""
        if self.number_encrypted is None:
            return ""
        return crypto.decrypt(self.number_key_id, self.number_encrypted).decode()

    @property
    def old_number(self) -> str:
        """The number of the identity card before, in the clear; "" when none is known. As `number`."""
        if self.old_number_encrypted is None:
            return ""
        return crypto.decrypt(self.old_number_key_id, self.old_number_encrypted).decode()

    @property
    def is_proven(self) -> bool:
        """Whether the account is proven to be this party."""
        return self.account_proven_at is not None

    @property
    def address(self) -> str:
        """One line, smallest place first."""
        unit = self.address_unit
        parts = [self.address_line, unit.name if unit else "", unit.parent.name if unit and unit.parent else ""]
        return ", ".join(part for part in parts if part)


class Discrepancy(models.Model):
    """A declaration that differs from the party known under the same number; nothing was overwritten."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="discrepancies")
    field = models.CharField(max_length=20)
    given = models.CharField(max_length=300)
    noticed_at = models.DateTimeField()
    noticed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-noticed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "field", "given"], condition=Q(settled_at__isnull=True), name="open_discrepancy_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.party_id}: {self.field}"


class PartyMerge(models.Model):
    """Two records of one person that became one: which stayed, which went, what was taken from it, who and why.

    `taken` are the fields whose value came from the record that went, `before` what stood there until then (never a
    number: one is taken only where none was). `undone_*` once somebody has taken it back; rows are never deleted.
    """

    kept = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="merges_kept")
    dropped = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="merges_dropped")
    taken = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="merge_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=models.F("dropped"))),
            models.CheckConstraint(
                name="merge_undone_whole_or_not",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undone_reason="")
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_reason=""),
            ),
            models.UniqueConstraint(
                fields=["dropped"], condition=Q(undone_at__isnull=True), name="merged_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dropped_id} → {self.kept_id}"


class DifferentPeople(models.Model):
    """Somebody has looked at two records and found that they are two people; they are not offered again."""

    first = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="different_people_in_order", condition=Q(first__lt=models.F("second"))),
            models.UniqueConstraint(fields=["first", "second"], name="different_people_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
