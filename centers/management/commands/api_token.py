"""`manage.py api_token`: accounts and tokens of other systems. The text of a token is shown once, on stdout."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import tokens
from accounts.models import ApiToken, Kind, User
from accounts.roles import ROLES_OF_SYSTEMS, Role
from accounts.scopes import Scope
from centers.actions import appoint
from centers.models import Center, Office, Unit
from common import clock
from common.clock import local_date
from common.command_line import OneLineCommand
from common.errors import Refusal
from policies.catalogue import PolicyKey
from policies.queries import number


class Command(OneLineCommand):
    help = "Make, renew, take back and list the tokens of other systems."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, parser_class=type(parser))
        create = verbs.add_parser("create", help="a token; the account is made when it is not there yet")
        create.add_argument("account", help="login name of the system, e.g. vnpt-igate")
        create.add_argument("--full-name", default="", help="for a new account: what people read")
        create.add_argument("--post", action="append", default=[], metavar="ROLE:CENTER/OFFICE",
                            help="from today: counter:sa-pa/tiep-nhan, leader:so-noi-vu; may be repeated")  # fmt: skip
        create.add_argument("--scope", action="append", default=[], choices=Scope.values, help="may be repeated")
        create.add_argument("--days", type=int, help="how long it is valid (policy api.token_days)")
        create.add_argument("--name", default="", help="what the token is for")
        rotate = verbs.add_parser("rotate", help="a new token; the old one stays valid for a while")
        rotate.add_argument("token", type=int, help="id, as `list` shows it")
        rotate.add_argument("--overlap-days", type=int, help="policy api.token_overlap_days")
        revoke = verbs.add_parser("revoke", help="from now on nobody gets in with it")
        revoke.add_argument("token", type=int)
        verbs.add_parser("list", help="all tokens, without their texts")
        for verb in verbs.choices.values():
            verb.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        try:
            found = getattr(self, f"_{options['verb']}")(options, at)
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for row in found if isinstance(found, list) else [found]:
            self.stdout.write("  ".join(f"{name}: {value}" for name, value in row.items()))

    @transaction.atomic
    def _create(self, options: dict[str, Any], at: datetime) -> dict[str, Any]:
        account = self._account(options, at)
        for post in options["post"]:
            role, place = _post(post)
            appoint(account, role, **place, since=local_date(at))
        days = options["days"] or number(PolicyKey.API_TOKEN_DAYS, on=local_date(at))
        token, text = tokens.issue(account, scopes=options["scope"], name=options["name"], days=days, at=at)
        return {**_line(token, at), "token": text}

    def _account(self, options: dict[str, Any], at: datetime) -> User:
        name = options["account"].strip().lower()
        known = User.objects.filter(username=name, kind=Kind.SYSTEM).first()
        return known or tokens.create_system_account(username=name, full_name=options["full_name"] or name, at=at)

    def _rotate(self, options: dict[str, Any], at: datetime) -> dict[str, Any]:
        on, overlap = local_date(at), options["overlap_days"]
        if overlap is None:
            overlap = number(PolicyKey.API_TOKEN_OVERLAP_DAYS, on=on)
        days = number(PolicyKey.API_TOKEN_DAYS, on=on)
        token, text = tokens.rotate(_token(options["token"]), days=days, overlap=timedelta(days=overlap), at=at)
        return {**_line(token, at), "token": text}

    def _revoke(self, options: dict[str, Any], at: datetime) -> dict[str, Any]:
        tokens.revoke(_token(options["token"]), at=at)
        return _line(_token(options["token"]), at)

    def _list(self, options: dict[str, Any], at: datetime) -> list[dict[str, Any]]:
        return [_line(token, at) for token in ApiToken.objects.select_related("account")]


def _token(pk: int) -> ApiToken:
    token = ApiToken.objects.select_related("account").filter(pk=pk).first()
    if token is None:
        raise Refusal(_("There is no token %(id)s; see “manage.py api_token list”.") % {"id": pk})
    return token


def _post(text: str) -> tuple[Role, dict[str, Any]]:
    """ "counter:sa-pa/tiep-nhan" → role and office, "leader:so-noi-vu" → role and unit. Raises Refusal."""
    role, _colon, place = text.partition(":")
    center, _slash, slug = place.partition("/")
    found: Office | Unit | None
    if role == Role.LEADER:
        found = Unit.objects.filter(slug=place).first()
    else:
        found = Office.objects.filter(center__slug=center, slug=slug).order_by("id").first()
    if role not in ROLES_OF_SYSTEMS or found is None:
        raise Refusal(
            _("“%(post)s” is not a role and a place such as counter:sa-pa/tiep-nhan or leader:so-noi-vu.")
            % {"post": text}
        )
    return Role(role), _place(found)


def _place(found: Office | Unit) -> dict[str, Any]:
    """A commune is led at its center, everything else as a unit."""
    if isinstance(found, Office):
        return {"office": found}
    center = Center.objects.filter(unit=found).first()
    return {"center": center} if center else {"unit": found}


def _line(token: ApiToken, at: datetime) -> dict[str, Any]:
    return {
        "id": token.pk,
        "account": token.account.username,
        "name": token.name,
        "ends_with": token.hint,
        "scopes": ",".join(token.scopes),
        "valid": token.is_valid(at),
        "expires_at": token.expires_at.astimezone(clock.LOCAL_TZ).isoformat(),
        "last_used_at": token.last_used_at.astimezone(clock.LOCAL_TZ).isoformat() if token.last_used_at else None,
    }
