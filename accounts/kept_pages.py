"""Pages posted after their session had ended: kept encrypted for a day, for the same person to take up again.

Whose page it was says a signed cookie, which every page of a citizen sets and signing out takes away. Nothing is done
with a kept page before that person has signed in and pressed a button.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict

from accounts.models import KeptFile, KeptPage, User
from common import clock, crypto

KEPT_FOR = timedelta(hours=24)
MOST_PAGES = 10  # of one person; beyond, the oldest goes
MOST_BYTES = 64 * 1024 * 1024  # of the files of one page; what is beyond is named, not kept
LONGEST_PATH = 300
PERSON_COOKIE = "person"
TOKEN = "csrfmiddlewaretoken"
TAKE_UP = "kept_page"  # the field that says what to do with a kept page
NOT_TYPED = frozenset({"", "on", "1"})  # boxes and buttons: to be pressed again by the person
_SESSION_KEY = "kept_pages"
_SALT = "accounts.kept_pages"


@dataclass(frozen=True)
class Posted:
    """What was posted, as a view wants it."""

    fields: QueryDict
    files: MultiValueDict[str, UploadedFile]
    kept_at: datetime

    @property
    def file_names(self) -> list[str]:
        return [file.name or "" for _field, files in self.files.lists() for file in files]

    @property
    def number_of_fields(self) -> int:
        return sum(any(values) for _name, values in self.fields.lists())


def remember_person(request: HttpRequest, response: HttpResponse) -> None:
    """Whose page this browser shows, for a session and a day."""
    if _person(request) != request.user.pk:
        response.set_signed_cookie(
            PERSON_COOKIE,
            str(request.user.pk),
            salt=_SALT,
            max_age=settings.SESSION_COOKIE_AGE + int(KEPT_FOR.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=not settings.IS_LOCAL,
        )


def forget_person(response: HttpResponse) -> None:
    response.delete_cookie(PERSON_COOKIE, samesite="Lax")


def keep_for_later(request: HttpRequest, *, at: datetime) -> bool:
    """Keep a form that came without a session; whether there was something to keep, and somebody to keep it for."""
    account = request.user if request.user.is_authenticated else _known_person(request)
    if request.method != "POST" or not _is_a_form(request) or len(request.path) > LONGEST_PATH:
        return False
    fields = request.POST.copy()
    fields.pop(TOKEN, None)
    typed = any(value not in NOT_TYPED for _name, values in fields.lists() for value in values)
    if account is None or not account.is_citizen or not (typed or request.FILES):
        return False
    keep(account, request.path, fields, request.FILES, at=at)
    if request.user.is_authenticated:
        note_waiting(request, account, at=at)
    return True


@transaction.atomic
def keep(account: User, path: str, fields: QueryDict, sent: MultiValueDict[str, UploadedFile], *, at: datetime) -> None:
    """Keep a page in place of an earlier one of the same address."""
    User.objects.select_for_update().get(pk=account.pk)  # two tabs at once
    KeptPage.objects.filter(account=account, path=path).delete()
    context = _context(account.pk, path)
    key_id, token = crypto.encrypt(json.dumps(dict(fields.lists())).encode(), context=context)
    page = KeptPage.objects.create(
        account=account, path=path, fields=token, key_id=key_id, kept_at=at, expires_at=at + KEPT_FOR
    )
    left = MOST_BYTES
    for field, files in sent.lists():
        for file in files:
            size = file.size or 0
            left -= size if size <= left else 0
            key_id, token = crypto.encrypt(file.read() if size <= left else b"", context=context)
            KeptFile.objects.create(
                page=page, field=field[:100], name=(file.name or "")[-255:], size=size, content=token, key_id=key_id
            )
    old = KeptPage.objects.filter(account=account).order_by("-kept_at", "-pk").values_list("pk", flat=True)
    KeptPage.objects.filter(pk__in=list(old[MOST_PAGES:])).delete()


def note_waiting(request: HttpRequest, account: User, *, at: datetime) -> None:
    """The session knows which pages wait, so that no page has to ask the database."""
    pages = KeptPage.objects.filter(account=account, expires_at__gt=at).order_by("pk")
    request.session[_SESSION_KEY] = list(pages.values_list("path", flat=True))


def is_waiting(request: HttpRequest) -> bool:
    """Whether a kept page waits at this address for the person of the session; without a session none does."""
    session = getattr(request, "session", None)
    return session is not None and request.path in session.get(_SESSION_KEY, ())


def posted_before(request: HttpRequest, *, at: datetime) -> Posted | None:
    """What waits at this address; None when its day is over, or it was taken up elsewhere."""
    page = KeptPage.objects.filter(account_id=request.user.pk, path=request.path, expires_at__gt=at).first()
    if page is None:
        return None
    try:
        context = _context(page.account_id, page.path)
        kept = json.loads(crypto.decrypt(page.key_id, page.fields, context=context))
        files = MultiValueDict[str, UploadedFile]()
        for field, file in _files(page, context):
            files.appendlist(field, file)
    except crypto.CannotDecrypt:
        return None
    fields = QueryDict(mutable=True)
    for name, values in kept.items():
        fields.setlist(name, values)
    return Posted(fields, files, page.kept_at)


def drop(request: HttpRequest) -> None:
    """Forget what waits at this address."""
    KeptPage.objects.filter(account_id=request.user.pk, path=request.path).delete()
    waiting = request.session.get(_SESSION_KEY, [])
    request.session[_SESSION_KEY] = [path for path in waiting if path != request.path]


def drop_expired(*, at: datetime) -> int:
    """Delete pages that nobody came back for; returns how many."""
    _all, by_model = KeptPage.objects.filter(expires_at__lte=at).delete()
    return by_model.get(KeptPage._meta.label, 0)


def reencrypt_pages() -> int:
    """Everything kept to the current key; returns how many rows. What cannot be read stays until its day is over."""
    current, moved = crypto.keyring().current, 0
    for pk in KeptPage.objects.exclude(key_id=current).order_by("pk").values_list("pk", flat=True):
        moved += _reencrypt(KeptPage.objects.get(pk=pk), "fields")
    for pk in KeptFile.objects.exclude(key_id=current).order_by("pk").values_list("pk", flat=True):
        moved += _reencrypt(KeptFile.objects.select_related("page").get(pk=pk), "content")
    return moved


def _reencrypt(row: KeptPage | KeptFile, column: str) -> int:
    page = row.page if isinstance(row, KeptFile) else row
    try:
        key_id, token = crypto.reencrypt(row.key_id, getattr(row, column), context=_context(page.account_id, page.path))
    except crypto.CannotDecrypt:
        return 0
    return type(row)._default_manager.filter(pk=row.pk).update(**{column: token, "key_id": key_id})


def _files(page: KeptPage, context: bytes) -> Iterator[tuple[str, UploadedFile]]:
    for kept in page.files.order_by("pk"):
        file = SimpleUploadedFile(kept.name, crypto.decrypt(kept.key_id, kept.content, context=context))
        file.size = kept.size  # one that was too large to keep is named by whoever looks at sizes
        yield kept.field, file


def _context(account_id: int, path: str) -> bytes:
    """A page can be read as that of its person and address only."""
    return f"{account_id}\n{path}".encode()


def _is_a_form(request: HttpRequest) -> bool:
    """A page that a person posted, not a script of ours (those keep what they send themselves)."""
    return TOKEN in request.POST and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _person(request: HttpRequest) -> int | None:
    value = request.get_signed_cookie(PERSON_COOKIE, default="", salt=_SALT)
    return int(value) if value else None


def _known_person(request: HttpRequest) -> User | None:
    person = _person(request)
    return User.objects.filter(pk=person, is_active=True).first() if person else None


def _signed_in(sender: object, request: HttpRequest, user: User, **_more: object) -> None:
    if user.is_citizen:
        note_waiting(request, user, at=clock.now())


user_logged_in.connect(_signed_in, dispatch_uid="accounts.kept_pages")
