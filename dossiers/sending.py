"""Sending what a citizen has prepared: declarations become parties, the draft becomes a dossier."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Center
from citizens.actions import find_or_create
from common.clock import local_date
from common.errors import Refusal
from dossiers import access, actions, drafts, own_papers, questionnaire, revising
from dossiers.actions.consents import open_to_proven_owner, settle_consent
from dossiers.actions.digitising import use_own
from dossiers.actions.intake import FilingExpired
from dossiers.actions.wishes import keep_wish
from dossiers.citizen_files import hand_over_to
from dossiers.consents import owner_of, proven
from dossiers.forms.filing import declared_forms
from dossiers.models import UNSETTLED, Channel, Dossier, FiledBy, Filing
from procedures.queries import version_in_force


class NotComplete(Refusal):
    default_message = _("Something is still missing. Please go through the pages marked “To do”.")


class RulesChanged(Refusal):
    default_message = _(
        "The rules of this procedure have changed since you began. Please look at the papers again; nothing is lost."
    )


def send(filing: Filing, *, language: str, at: datetime) -> Dossier:
    """The dossier made of a draft; the same one when it was sent before.

    Raises `NotComplete`, `NotThereNow` for a paper to be used again, `ConsentMissing` where somebody is helped,
    `RulesChanged` (the draft then follows the new rules), and what `actions.submit` raises.
    """
    if filing.dossier is not None:
        return filing.dossier
    if filing.expires_at <= at:
        raise FilingExpired
    _follow_new_rules(filing, at)
    if questionnaire.follow(filing, at):
        raise RulesChanged(
            _("The questions have changed since you began. Look at the marked pages again; nothing is lost.")
        )
    with transaction.atomic():
        filing = Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
        if filing.dossier is not None:
            return filing.dossier
        return _send(filing, language, at)


def supply(dossier: Dossier, draft: Filing, *, note: str, seen: int, at: datetime, by: User) -> Dossier:
    """Hand in papers and changed answers of a draft: to an office that waits, or again to the desk that sent it back.

    Raises `NotComplete` without any of both, `revising.AnswersOpen`, and what the verbs raise.
    """
    verb = actions.resubmit if dossier.status == "INCOMPLETE" else actions.supply
    with transaction.atomic():
        draft = Filing.objects.select_for_update(of=("self",)).get(pk=draft.pk)  # no piece, no answer comes in between
        if draft.uploads.filter(state__in=UNSETTLED).exists():
            raise NotComplete(
                _(
                    "A file has not arrived completely, or waits for its virus check. Send it again, remove it, or "
                    "wait a few minutes."
                ),
                field="note",
            )
        facts = revising.facts_of(dossier, draft, at)
        if not facts and not draft.papers.exists():
            raise NotComplete(_("Add at least one file or change an answer before you send."), field="note")
        dossier = verb(dossier, at=at, by=access.actor_for(by, at), seen=seen, reason=note, facts=facts)
        if facts:
            revising.declare_anew(dossier, draft, facts["declared"], at)
        hand_over_to(dossier, draft)
    return dossier


def _follow_new_rules(filing: Filing, at: datetime) -> None:
    version = version_in_force(filing.version.procedure, local_date(at))
    if version.pk == filing.version_id:
        return
    filing.version, filing.case = version, None
    filing.papers.update(required=None)
    actions.save_filing(filing, at=at)
    raise RulesChanged


def _send(filing: Filing, language: str, at: datetime) -> Dossier:
    account = filing.account
    submitter_says, owner_says = declared_forms(filing)
    complete = submitter_says.is_valid() and (owner_says is None or owner_says.is_valid())
    again = own_papers.to_be_sent(filing, at)
    missing = drafts.missing(filing, spared=questionnaire.spared(filing), has_given=bool(again))
    answered = all(page.is_done for page in questionnaire.open_pages(filing, at))
    if account is None or not complete or not answered or missing.anything:
        raise NotComplete
    consent = settle_consent(filing) if filing.is_helped else None
    submitter = find_or_create(submitter_says.to_data(), at=at, by=account)
    owner = find_or_create(owner_says.to_data(), at=at, by=account) if owner_says else submitter
    intake = actions.Intake(
        version=filing.version,
        case=filing.case,
        channel=Channel.ONLINE,
        filed_by=FiledBy(filing.filed_by),
        owner=owner,
        submitter=submitter,
        receiving_center=filing.center,
        return_center=Center.objects.filter(slug=filing.answers.get("return_center", "")).first(),
        account=account,
        language=language,
    )
    owner_account = proven(owner_of(filing), with_name=True) if consent else None
    dossier = actions.submit(filing, intake, at=at, by=access.actor_for(account, at))
    use_own(dossier, again, at=at, by=account)
    if owner_account is not None:
        open_to_proven_owner(dossier, owner_account, at=at)
    questionnaire.declare(dossier, filing, at)
    keep_wish(dossier, drafts.wish_in(filing), at=at, by=account)
    answers = {name: kept for name, kept in filing.answers.items() if name != "post_to"}
    # it all lives in the dossier now
    Filing.objects.filter(pk=filing.pk).update(owner={}, submitter={}, declared={}, answers=answers)
    return dossier
