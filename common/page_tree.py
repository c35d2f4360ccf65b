"""How many pages a PDF really has, counted so that no file can keep the counting busy.

A page tree may name one node many times over: a file of one kilobyte then unfolds into millions of pages. Such a tree
is broken (ISO 32000-1, 7.7.3.2: every node has exactly one parent), and is refused at the second visit of a node.
"""

from collections.abc import Iterable, Iterator
from typing import Any

MOST_NODES = 20_000
"""Pages and the nodes between them; more than any paper that is handed in."""


class BrokenTree(ValueError):
    """A node that is named twice, that is no page, or more nodes than anybody hands in."""


def count_leaves(reader: Any) -> int:
    """Pages of a `pypdf.PdfReader`. Raises BrokenTree, and whatever pypdf raises for a damaged file."""
    return sum("/Kids" not in node for node in tree_nodes([reader.root_object.raw_get("/Pages")]))


def tree_nodes(roots: Iterable[Any]) -> Iterator[Any]:
    """Every node below the `roots`, each once. Raises BrokenTree at the second visit of a node."""
    waiting = list(roots)
    named: set[int] = set()
    nodes = 0
    while waiting:
        reference = waiting.pop()
        nodes += 1
        number = getattr(reference, "idnum", None)  # None: written where it is named, so it is named once
        if number in named or nodes + len(waiting) > MOST_NODES:
            raise BrokenTree
        if number is not None:
            named.add(number)
        node = reference.get_object()
        waiting += list(node["/Kids"]) if "/Kids" in node else []
        yield node
