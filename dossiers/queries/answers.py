"""What a dossier declares by questions, as its readers see it."""

from citizens.identity import mask_number
from dossiers.models import Declaration, Dossier
from dossiers.questionnaire import blocks_of
from procedures.answers import AnswerBlock


def declared_in(dossier: Dossier) -> list[AnswerBlock]:
    """Page by page, identity numbers masked; empty for a dossier without questions."""
    found = Declaration.objects.select_related("questions").filter(dossier=dossier).first()
    return blocks_of(found, mask=mask_number) if found else []
