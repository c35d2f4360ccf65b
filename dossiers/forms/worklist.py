"""What somebody wishes to see of the worklist, out of the address. Nonsense is the default, never an error."""

from django.http import QueryDict

from dossiers.lifecycle import Status
from dossiers.queries.worklist import View, Wish

LONGEST = 100


def wish_of(query: QueryDict) -> Wish:
    """`muc` view, `trang-thai` status, `q` text, `page`. A search without view looks at everything visible."""
    text = query.get("q", "").strip()[:LONGEST]
    view = query.get("muc", View.ALL if text else View.OFFICE)
    status = query.get("trang-thai", "")
    return Wish(
        view=View(view) if view in set(View) else View.OFFICE,
        status=status if status in Status.values else "",
        text=text,
        page=query.get("page", "1"),
    )
