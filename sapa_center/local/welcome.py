"""What `make run` prints when the portal serves: each section is a function that answers text."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string

from centers.samples import SampleAccount, load_samples
from common import clock
from procedures.queries import without_time

# Dotted paths of functions without arguments, in the order of the page. An empty text is left out.
SECTIONS: tuple[str, ...] = (
    "sapa_center.local.welcome.procedures_without_time",
    "reports.welcome.sa_pa",
    "sapa_center.local.welcome.sample_accounts",
    "sapa_center.local.welcome.local_providers",
)


def text(sections: Iterable[str] = SECTIONS) -> str:
    """The sections, with an empty line between them."""
    return "\n\n".join(part for path in sections if (part := import_string(path)().strip("\n")))


def procedures_without_time() -> str:
    """The procedures that nobody can receive until an administrator has entered their time limit."""
    versions = list(without_time(clock.local_date(clock.now())))
    if not versions:
        return ""
    lines = [f"  {version.procedure.code:<12} {version.procedure.name}" for version in versions]
    head = f"{len(lines)} procedures cannot be received until their time limit is entered under /quan-tri/:"
    return "\n".join([head, *lines])


def local_providers() -> str:
    """Where messages by Zalo and SMS are shown on this machine."""
    address = settings.SMS_API_URL
    return f"Messages by Zalo and SMS arrive at {address}/" if address.startswith("http://127.0.0.1") else ""


def sample_accounts() -> str:
    """Who can sign in on this machine, and how."""
    accounts = load_samples(at=clock.now())
    staff = [account for account in accounts if account.password]
    citizens = [account for account in accounts if not account.password]
    width = max(len(account.username) for account in accounts)
    return "\n".join(
        [
            f"Staff sign in under /dang-nhap/ with the password {staff[0].password}:",
            *(_line(account, width) for account in staff),
            "Citizens sign in under /tai-khoan/dang-nhap/ with a code that comes as a file into .local/mail:",
            *(_line(account, width) for account in citizens),
        ]
    )


def _line(account: SampleAccount, width: int) -> str:
    details = ", ".join(part for part in (account.full_name, account.title, account.center) if part)
    return f"  {account.username:<{width}}  {account.role:<13}  {details}"
