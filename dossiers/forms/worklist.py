"""What somebody wishes to see of the worklist, out of the address. Nonsense is the default, never an error."""

from django.http import QueryDict

from dossiers.lifecycle import Status
from dossiers.queries.worklist import View, Wish

LONGEST = 100


def wish_of(query: QueryDict) -> Wish:
    """`muc` view, `trang-thai` status, `q` text, `phien-dich` interpreter, `sau` where the page before ended.

    A search without view looks at everything visible.
    """
    text = query.get("q", "").strip()[:LONGEST]
    view = query.get("muc", View.ALL if text else View.OFFICE)
    status = query.get("trang-thai", "")
    return Wish(
        view=View(view) if view in set(View) else View.OFFICE,
        status=status if status in Status.values else "",
        text=text,
        after=query.get("sau", "")[:LONGEST],
        interpreted=query.get("phien-dich") == "1",
    )


def asked_of(wish: Wish) -> dict[str, str]:
    """The parameters of an address that asks the same, from the first page on."""
    asked = {
        "muc": wish.view.value,
        "trang-thai": wish.status,
        "q": wish.text,
        "phien-dich": "1" if wish.interpreted else "",
    }
    return {name: value for name, value in asked.items() if value}
