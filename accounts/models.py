"""Who can sign in: citizens by a one-time code, staff by password; systems never do, others of them carry tokens."""

import hashlib
import uuid
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.scopes import Scope
from common.text import person_key

THE_HOUSE = "system"
"""Login name of the actor of everything that happens by itself; it carries no token."""


GATEWAY_PREFIX = "vneid:"
"""Begins the login name of citizens whom the identity gateway has named."""


class Kind(models.TextChoices):
    CITIZEN = "citizen", _("Citizen")
    STAFF = "staff", _("Staff")
    SYSTEM = "system", _("System")


class UserManager(BaseUserManager["User"]):
    """One way to make each kind of user. Login names and addresses are stored in lower case."""

    def citizen(self, *, email: str, full_name: str = "", at: datetime) -> "User":
        """The citizen account of a proven e-mail address, made on first use; it never has a password."""
        address = email.strip().lower()
        defaults = {"email": address, "full_name": full_name, "created_at": at, "password": make_password(None)}
        user, _created = self.get_or_create(username=address, kind=Kind.CITIZEN, defaults=defaults)
        return user

    def proven_citizen(self, subject: str, *, full_name: str, at: datetime) -> "User":
        """The account of a subject of the identity gateway, without an e-mail address; made on first use."""
        username = GATEWAY_PREFIX + hashlib.sha256(subject.encode()).hexdigest()[:40]
        defaults = {"full_name": full_name, "created_at": at, "password": make_password(None)}
        user, _created = self.get_or_create(username=username, kind=Kind.CITIZEN, defaults=defaults)
        return user

    def create_staff(
        self,
        *,
        username: str,
        full_name: str,
        password: str,
        email: str = "",
        at: datetime,
        by: "User | None" = None,
    ) -> "User":
        """Somebody who works here; `by` goes into the history. The password was validated by the caller."""
        user = User(
            kind=Kind.STAFF, username=username.strip().lower(), full_name=full_name, email=email.strip(), created_at=at
        )
        user.set_password(password)
        user._history_user = by
        user.save(using=self._db)
        return user

    def system(self, *, at: datetime) -> "User":
        """The actor of everything that happens by itself; made on first use."""
        defaults = {"kind": Kind.SYSTEM, "full_name": "Hệ thống", "created_at": at, "password": "!"}
        user, _created = self.get_or_create(username=THE_HOUSE, defaults=defaults)
        return user

    def create_system(self, *, username: str, full_name: str, at: datetime, by: "User | None" = None) -> "User":
        """The account of another system, without password and, until it is posted, without any rights."""
        user = User(
            kind=Kind.SYSTEM, username=username.strip().lower(), full_name=full_name, created_at=at, password="!"
        )
        user._history_user = by
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=(username or "").strip().lower())


class User(AbstractBaseUser):
    """An account. What staff may do comes from their postings (centers), never from a flag here."""

    last_login = None  # sign-ins are log lines; a write here would fill the history

    kind = models.CharField(max_length=10, choices=Kind.choices)
    username = models.CharField(max_length=254, unique=True)  # staff: login name; citizen: the e-mail address
    email = models.EmailField(blank=True, max_length=254)
    full_name = models.CharField(max_length=150, blank=True)
    sort_name = models.TextField(blank=True, db_collation="C", editable=False)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5, default="vi")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)  # signed in with a one-time password, staff only
    created_at = models.DateTimeField()

    history = HistoricalRecords(excluded_fields=["password"])
    objects: ClassVar[UserManager] = UserManager()

    _history_user: "User | None"  # who changes this row, for the history; otherwise the person of the request

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["sort_name", "username"]
        constraints = [
            models.CheckConstraint(name="user_kind_is_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="only_staff_have_a_password", condition=Q(kind=Kind.STAFF) | Q(password__startswith="!")
            ),
            models.CheckConstraint(
                name="citizen_is_known_by_address",
                condition=~Q(kind=Kind.CITIZEN)
                | Q(username=F("email"))
                | Q(email="", username__startswith=GATEWAY_PREFIX),
            ),
            models.CheckConstraint(
                name="only_staff_change_passwords", condition=Q(kind=Kind.STAFF) | Q(must_change_password=False)
            ),
            models.CheckConstraint(
                name="staff_login_name_is_no_address", condition=~Q(kind=Kind.STAFF) | ~Q(username__contains="@")
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_name = person_key(self.full_name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_citizen(self) -> bool:
        return self.kind == Kind.CITIZEN

    @property
    def is_staff_member(self) -> bool:
        return self.kind == Kind.STAFF

    @property
    def can_be_posted(self) -> bool:
        """Staff and other systems work in offices; citizens, and the house itself, do not."""
        return self.kind == Kind.STAFF or (self.kind == Kind.SYSTEM and self.username != THE_HOUSE)


class Throttle(models.Model):
    """How often something was tried under one key (a hash, no personal data), and until when it must wait."""

    key = models.CharField(max_length=120, unique=True)
    attempts = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    blocked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.key[:30]} {self.attempts}"


class ApiToken(models.Model):
    """A key of another system. Only its hash is kept; `hint` are its last letters, to tell tokens apart."""

    account = models.ForeignKey(User, models.PROTECT, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4)
    name = models.CharField(max_length=80)  # what it is for, in the words of whoever made it
    scopes = ArrayField(models.CharField(max_length=30, choices=Scope.choices))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # null: on the command line
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)  # to the minute

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="token_never_expires_before_creation", condition=Q(expires_at__gte=F("created_at"))
            ),
            models.CheckConstraint(name="token_scopes_are_known", condition=Q(scopes__contained_by=Scope.values)),
        ]

    def __str__(self) -> str:
        return f"{self.name} …{self.hint}"

    def is_valid(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at


class KeptAnswer(models.Model):
    """What was answered under an idempotency key, so that a repeated request gets the same answer and does nothing.

    `status` is null only inside the transaction that works on the first request.
    """

    account = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)  # hash of method, address and body
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="kept_answer_once_per_key")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.key}"


class KeptPage(models.Model):
    """What somebody posted after their session had ended, sealed, until the same person takes it up or throws it away.

    One per page: what was posted last counts. `fields` are the posted fields without the token of the form.
    """

    account = models.ForeignKey(User, models.CASCADE, related_name="kept_pages")
    path = models.CharField(max_length=300)
    fields = models.BinaryField()
    key_id = models.CharField(max_length=20)
    kept_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "path"], name="kept_page_is_the_last_one")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.path}"


class KeptFile(models.Model):
    """A file of such a page. Without content it was too large to keep; `size` still says how large, in bytes."""

    page = models.ForeignKey(KeptPage, models.CASCADE, related_name="files")
    field = models.CharField(max_length=100)
    name = models.CharField(max_length=255)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    key_id = models.CharField(max_length=20)

    def __str__(self) -> str:
        return self.name


class PhoneKey(models.Model):
    """A key that phones of one person lock unsent pages with (docs/adr/0012). Deleted, what it locked is lost.

    Made by a session for itself; later sessions of the same person are given it again until it expires.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(User, models.CASCADE, related_name="phone_keys")
    secret = models.BinaryField()
    key_id = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.key)
