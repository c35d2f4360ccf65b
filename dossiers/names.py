"""Names as an office searches for them: each word with the office that sees the dossier in front of it.

`DossierAccess.names` holds the words of owner and submitter, folded, as lexemes "342:vang"; triggers of the database
keep them (migration 0047). So the commonest name of the province costs an office no more than the dossiers of its own.
"""

from collections.abc import Iterable

from django.db.models import BooleanField, F, Func, Value

from common.text import fold

MOST_WORDS = 12


def lexemes(office_id: int, folded_names: Iterable[str]) -> str:
    """The text of the column, as the triggers make it: `lexemes(7, ["vang a"]) == "'7:a' '7:vang'"`."""
    words = {word for name in folded_names for word in name.split(" ") if word}
    return " ".join(_quoted(f"{office_id}:{word}") for word in sorted(words))


def named(office_ids: Iterable[int], text: str) -> Func:
    """A condition on rows of `DossierAccess`: all words of `text`, in any order; the last one may be its beginning.

    Nothing is found for a text without words and for nobody's offices.
    """
    words = fold(text).split()[:MOST_WORDS]
    ways = [_all_of(office_id, words) for office_id in sorted(office_ids)] if words else []
    return _Matches(F("names"), Value(" | ".join(ways)), output_field=BooleanField())


def _all_of(office_id: int, words: list[str]) -> str:
    return "(" + " & ".join(_quoted(f"{office_id}:{word}") for word in words) + ":*)"


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


class _Matches(Func):
    template = "%(expressions)s::tsquery"
    arg_joiner = " @@ "
