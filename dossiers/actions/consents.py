"""An owner agrees that somebody files for them (by code, on paper, before a witness), and takes it back."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.crypto import constant_time_compare

from accounts.codes import LIFETIME, TRIES, CodeEnded, CodeRefused
from accounts.models import User
from accounts.throttle import Limit, count_attempt
from citizens.identity import number_kind_of
from citizens.models import Party, PartyKind
from citizens.queries import number_hash
from common import crypto
from common.clock import local_date
from common.text import fold
from dossiers import access, consents
from dossiers.actors import Actor
from dossiers.citizen_files import Slot, checked, keep, limits, remove
from dossiers.consent_text import TEXT_VERSION
from dossiers.letterbox import Address, post, to_applicant
from dossiers.models import Consent, ConsentCode, ConsentWay, Dossier, Filing, Ground
from notifications.actions import code_message, forget_code
from policies.catalogue import PolicyKey
from policies.queries import number

from .interpreter import advance, work_on

CONSENT_PAPER = "Giấy đồng ý nhờ nộp hồ sơ"  # the name of the photographed paper among the papers
_HOUR = timedelta(hours=1)
CODES_FOR_FILING = Limit("consent-filing", 3, timedelta(minutes=1), _HOUR, timedelta(hours=24))
CODES_TO_CONTACT = Limit("consent-contact", 3, timedelta(minutes=1), _HOUR, timedelta(hours=24))
CODES_OF_HELPER = Limit("consent-helper", 40, timedelta(minutes=1), _HOUR, timedelta(hours=24))


@dataclass(frozen=True)
class Witness:
    """Who heard the owner agree."""

    name: str
    number: str


def ask_for_code(filing: Filing, *, language: str, at: datetime, by: User) -> None:
    """Send the owner a code: to what they have proven to us, otherwise to the phone (or e-mail) declared.

    Raises `OwnerUnknown`, `NoWayToOwner`, `ContactIsYours`, `ContactOfMany`, `TooManyAttempts`.
    """
    owner = consents.owner_of(filing)
    contact = consents.contact_for_code(owner)
    consents.refuse_own(contact, by)
    consents.refuse_shared(contact, owner, most=number(PolicyKey.CONSENT_OWNERS_PER_CONTACT, on=local_date(at)))
    code = f"{secrets.randbelow(1_000_000):06}"
    key = f"consent/{filing.pk}/{secrets.token_hex(6)}"
    message = code_message(
        key=key,
        phone=contact.phone,
        email=contact.email,
        language=language,
        template="consent_code",
        context={"code": code, "minutes": int(LIFETIME.total_seconds()) // 60},
        center_id=filing.center_id,
        at=at,
    )
    if message is None:
        raise consents.NoWayToOwner(field="code")
    reached = consents.Contact(phone="" if message.channel == "email" else contact.phone, email=contact.email)
    to = reached.hashes[0]
    keys = [(CODES_FOR_FILING, str(filing.key)), (CODES_TO_CONTACT, to), (CODES_OF_HELPER, str(by.pk))]
    count_attempt(keys, at=at)
    with transaction.atomic():
        for old in ConsentCode.objects.select_for_update().filter(filing=filing):
            forget_code(old.message_key)
        ConsentCode.objects.update_or_create(
            filing=filing,
            defaults={
                "digest": consents.digest_of(filing, owner),
                "code_hash": _code_hash(filing, code),
                "contact_hash": to,
                "message_key": key,
                "asked_at": at,
                "tries_left": TRIES,
            },
        )
        post([message])


def agree_by_code(filing: Filing, code: str, *, language: str, at: datetime, by: User) -> Consent:
    """The owner read the code to the helper. Raises `CodeRefused`, `CodeEnded`; a wrong try is counted in any case."""
    digits = "".join(sign for sign in code if sign.isalnum())
    with transaction.atomic():
        pending = ConsentCode.objects.select_for_update().filter(filing=filing).first()
        if pending is None or not _is_alive(pending, filing, at):
            raise CodeEnded(field="code")
        if constant_time_compare(pending.code_hash, _code_hash(filing, digits)):
            forget_code(pending.message_key)
            pending.delete()
            return _given(filing, ConsentWay.CODE, language, at, by, contact_hash=pending.contact_hash)
        pending.tries_left -= 1
        pending.save(update_fields=["tries_left"])
    if pending.tries_left <= 0:
        raise CodeEnded(field="code")
    raise CodeRefused(field="code")


def agree_on_paper(filing: Filing, upload: UploadedFile, *, language: str, at: datetime, by: User) -> Consent:
    """The photographed paper becomes a paper of the filing. Raises `UploadRefused`, `ScannerAway`, `OwnerUnknown`."""
    allowed = limits(at)
    file = checked(upload.name or "", upload.read(allowed.max_bytes + 1), allowed)
    with transaction.atomic():
        Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
        paper = keep(filing, Slot("consent", CONSENT_PAPER), file, at=at, by=by)
        return _given(filing, ConsentWay.PAPER, language, at, by, evidence=paper)


def agree_before_witness(filing: Filing, witness: Witness, *, language: str, at: datetime, by: User) -> Consent:
    """A second person heard it. Raises `WitnessNotApart`, `OwnerUnknown`."""
    owner = consents.owner_of(filing)
    hashed = number_hash(number_kind_of(PartyKind.PERSON, witness.number), witness.number)
    if hashed == owner.number_hash or Party.objects.filter(account=by, number_hash=hashed).exists():
        raise consents.WitnessNotApart(field="number")
    if fold(witness.name) in {fold(owner.name), fold(by.full_name)}:
        raise consents.WitnessNotApart(field="name")
    sealed = json.dumps({"name": witness.name, "number": witness.number}, ensure_ascii=False).encode()
    key_id, token = crypto.encrypt(sealed)
    return _given(filing, ConsentWay.WITNESS, language, at, by, witness=token, key_id=key_id)


def settle_consent(filing: Filing) -> Consent:
    """The consent by which a draft is sent; what was agreed about other details goes. Raises `ConsentMissing`.

    Call it in the transaction that sends, before the draft becomes a dossier.
    """
    consent = consents.consent_of(filing)
    if consent is None:
        raise consents.ConsentMissing
    stale = list(filing.consents.exclude(pk=consent.pk))
    for paper_id in {one.evidence_id for one in stale if one.evidence_id} - {consent.evidence_id}:
        remove(filing, paper_id)
    filing.consents.exclude(pk=consent.pk).delete()
    return consent


def open_to_proven_owner(dossier: Dossier, owner: Party, *, at: datetime) -> None:
    """The person behind a proven account sees at once what a helper sent for them, and is told where they proved to be
    reached, whatever was typed."""
    account = owner.account
    assert account is not None  # `consents.proven`
    access.grant(dossier, Ground.OWNER, since=at, account_id=account.pk)
    told = consents.contact_of(owner)
    if set(told.hashes) - set(consents.Contact(dossier.submitter.phone, dossier.submitter.email).hashes):
        to = Address(told.email, told.phone)
        key = f"dossier/{dossier.pk}/owner"
        post([to_applicant(dossier, key=key, template="dossier_sent_for_you", at=at, to=to)])


def withdraw_consent(dossier: Dossier, *, at: datetime, by: Actor, seen: int | None = None) -> Dossier:
    """The owner, or the counter for them, ends what a helper may see and do; what was sent stays sent.

    Raises `NobodyHelps` and what the table says.
    """
    with work_on(dossier, seen=seen) as work:
        if not any(row.ground == Ground.HELPER and row.sees(at) for row in work.folder.access):
            raise consents.NobodyHelps
        advance(work, "end_help", at=at, by=by)
        Consent.objects.filter(filing__dossier=work.dossier, withdrawn_at=None).update(
            withdrawn_at=at, withdrawn_by=by.account_id
        )
    return work.dossier


def _given(filing: Filing, way: ConsentWay, language: str, at: datetime, by: User, **proof: object) -> Consent:
    owner = consents.owner_of(filing)
    return Consent.objects.create(
        filing=filing,
        way=way,
        digest=consents.digest_of(filing, owner),
        owner_hash=owner.number_hash,
        text_version=TEXT_VERSION,
        language=language,
        given_at=at,
        recorded_by=by,
        **proof,
    )


def _is_alive(pending: ConsentCode, filing: Filing, at: datetime) -> bool:
    same_owner = pending.digest == consents.digest_of(filing, consents.owner_of(filing))
    return same_owner and pending.tries_left > 0 and at <= pending.asked_at + LIFETIME


def _code_hash(filing: Filing, code: str) -> str:
    return crypto.keyed_hash(f"consent-code\n{filing.key}\n{code}")
