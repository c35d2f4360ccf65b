"""The words of the document for dossiers; `lines` and `opened` make the data."""

from typing import Any

from rest_framework import serializers

from dossiers.coordination import SlipState
from dossiers.forms.actions import FORMS
from dossiers.lifecycle import TRANSITIONS, ReturnKind, Status
from dossiers.models import Channel, FigureLevel, FiledBy, MoveKind, PaperKind
from dossiers.models.paper import SIGNED
from dossiers.originals import State


class LineShape(serializers.Serializer[Any]):
    """A dossier without anything about people: what lists give, and what an action answers."""

    id = serializers.IntegerField()
    code = serializers.CharField(allow_null=True, help_text="null before reception")
    revision = serializers.IntegerField(help_text='Number of the last event; as an entity tag: "7"')
    status = serializers.ChoiceField(Status.choices)
    national_code = serializers.IntegerField(help_text="Status of the national public service portal, 1 to 10")
    procedure = serializers.CharField(help_text="Code of the procedure")
    level = serializers.ChoiceField(FigureLevel.choices)
    channel = serializers.ChoiceField(Channel.choices)
    filed_by = serializers.ChoiceField(FiledBy.choices)
    receiving_center = serializers.CharField(help_text="Slug")
    return_center = serializers.CharField(help_text="Slug")
    deciding_office = serializers.IntegerField()
    holder = serializers.IntegerField(help_text="Office that has it now")
    submitted_at = serializers.DateTimeField(allow_null=True)
    answer_due_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)
    promised_at = serializers.DateTimeField(allow_null=True, help_text="Printed on the first slip; never changes")
    due_at = serializers.DateTimeField(allow_null=True, help_text="It alone decides what is late")
    soon_at = serializers.DateTimeField(allow_null=True, help_text="From here on it is due soon")
    appointment_at = serializers.DateTimeField(allow_null=True, help_text="What the applicant is told")
    is_held = serializers.BooleanField(help_text="Paused: it cannot become overdue")
    step_number = serializers.IntegerField(allow_null=True)
    step_due_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    return_kind = serializers.ChoiceField([("", "–"), *ReturnKind.choices])
    delivered_at = serializers.DateTimeField(allow_null=True)
    needs_interpreter = serializers.BooleanField(help_text="The owner said so at the desk")


class LinesShape(serializers.Serializer[Any]):
    results = LineShape(many=True)
    next = serializers.CharField(allow_null=True, help_text="Cursor of the next page; null on the last one")


class TrackingShape(serializers.Serializer[Any]):
    check_word = serializers.CharField()
    address = serializers.CharField(help_text="The secret address in the QR code of the slip")


class DoneShape(LineShape):
    """The answer to filing, receiving and every transition."""

    tracking = TrackingShape()


class PartyShape(serializers.Serializer[Any]):
    name = serializers.CharField()
    kind = serializers.CharField()
    number = serializers.CharField(help_text="All but the last three characters hidden")
    number_kind = serializers.CharField()
    birth_date = serializers.DateField(allow_null=True)
    gender = serializers.CharField()
    ethnicity = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()
    address = serializers.CharField()


class PaperShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(PaperKind.choices)
    required = serializers.IntegerField(allow_null=True, help_text="Paper of the published list")  # type: ignore[assignment]
    name = serializers.CharField()
    originals = serializers.IntegerField()
    copies = serializers.IntegerField()
    file_name = serializers.CharField(help_text="Empty when nothing was scanned")
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes")
    signed = serializers.ChoiceField(
        [("", "–"), *SIGNED],
        help_text="Of a result, what the file alone shows of an electronic signature; nothing is verified",
    )
    result = serializers.IntegerField(allow_null=True, help_text="Version of the result that it came with")
    added_at = serializers.DateTimeField()


class ResultShape(serializers.Serializer[Any]):
    """What is recorded of the result document. The last version counts; one with a reason is a correction."""

    version = serializers.IntegerField()
    number = serializers.CharField(help_text="Empty when nobody recorded one")
    issued_on = serializers.DateField(allow_null=True)
    signer = serializers.CharField()
    is_correction = serializers.BooleanField()
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class EventShape(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    transition = serializers.ChoiceField(sorted(TRANSITIONS))
    from_status = serializers.CharField(help_text="Empty for the first one")
    to_status = serializers.ChoiceField(Status.choices)
    at = serializers.DateTimeField(help_text="When it happened")
    recorded_at = serializers.DateTimeField(help_text="When the database learned of it")
    by = serializers.CharField(help_text="Empty for the system itself")
    role = serializers.CharField()
    office = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    papers = serializers.ListField(child=serializers.CharField(), help_text="Papers that were asked for")


class LegShape(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    from_office = serializers.IntegerField(allow_null=True)
    office = serializers.IntegerField()
    given_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class PauseShape(serializers.Serializer[Any]):
    status = serializers.ChoiceField(Status.choices)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    holds = serializers.BooleanField(help_text="false: it began after the due moment and moves nothing")


class FormShape(serializers.Serializer[Any]):
    form = serializers.CharField(help_text="Circular 03/2025/TT-VPCP, 01 to 07")
    number = serializers.CharField()
    edition = serializers.IntegerField()
    issued_at = serializers.DateTimeField()


class SlipShape(serializers.Serializer[Any]):
    """What another office was asked about the dossier, and its answer; asked and answered on the pages of staff."""

    number = serializers.IntegerField(help_text="Of the dossier, from 1")
    office = serializers.IntegerField(help_text="The office that is asked; it reads the dossier while this is open")
    by_office = serializers.IntegerField()
    question = serializers.CharField()
    asked_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    state = serializers.ChoiceField(SlipState.values)
    closed_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField(help_text="Or why the office is not competent; empty without either")
    files = serializers.ListField(child=serializers.IntegerField(), help_text="Papers of the dossier, by id")


class OriginalShape(serializers.Serializer[Any]):
    """Originals of one paper that share one fate."""

    paper = serializers.IntegerField()
    state = serializers.ChoiceField([state.value for state in State])
    count = serializers.IntegerField()
    office = serializers.IntegerField(
        help_text="Where they are or are going; inside a center or a department they go with the dossier from there"
    )
    from_office = serializers.IntegerField(
        allow_null=True, help_text="Who sent them, while they are on the way or missing"
    )
    since = serializers.DateTimeField()
    note = serializers.CharField()


class OriginalMoveShape(serializers.Serializer[Any]):
    """What happened to originals between places and in the end; rows are only ever added."""

    id = serializers.IntegerField()
    paper = serializers.IntegerField()
    kind = serializers.ChoiceField(MoveKind.values)
    count = serializers.IntegerField()
    office = serializers.IntegerField()
    to_office = serializers.IntegerField(allow_null=True, help_text="Of a sending")
    leg = serializers.IntegerField(allow_null=True, help_text="Number of the hand-over that they went with")
    answers = serializers.IntegerField(allow_null=True, help_text="Of an arrival: the sending")
    at = serializers.DateTimeField()
    by = serializers.CharField()
    note = serializers.CharField()


class OfferShape(serializers.Serializer[Any]):
    """A transition that this account may do now."""

    name = serializers.ChoiceField(sorted(FORMS))
    label = serializers.CharField()  # type: ignore[assignment]
    reason_needed = serializers.BooleanField()
    form = serializers.CharField(help_text="Form that is issued; empty for none")
    fields_taken = serializers.ListField(child=serializers.CharField())


class AnswerShape(serializers.Serializer[Any]):
    question = serializers.CharField(help_text="Key of the question (docs/filing.md)")
    label = serializers.CharField()  # type: ignore[assignment]
    answer = serializers.CharField(help_text="As kept; of an identity number all but the last three characters hidden")
    words = serializers.CharField(help_text="The same for people: the label of a choice")


class AnswerPageShape(serializers.Serializer[Any]):
    page = serializers.CharField()
    title = serializers.CharField()
    answers = AnswerShape(many=True)


class AnswerChangeShape(serializers.Serializer[Any]):
    question = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.CharField(help_text="Empty: it was not answered")
    after = serializers.CharField(help_text="Empty: it is not answered any more")


class RevisionShape(serializers.Serializer[Any]):
    """Answers that the applicant changed when the dossier had come back, sent with `resubmit` or `supply`."""

    version = serializers.IntegerField(help_text="From 2")
    declared_at = serializers.DateTimeField()
    changes = AnswerChangeShape(many=True)


class DeclaredShape(serializers.Serializer[Any]):
    """What the applicant answered to the questions of the procedure."""

    version = serializers.IntegerField(help_text="1, and one more for each time that answers were changed")
    declared_at = serializers.DateTimeField()
    pages = AnswerPageShape(many=True)
    revisions = RevisionShape(many=True, help_text="Newest first")


class DossierShape(DoneShape):
    """Everything about one dossier. Reading it is recorded."""

    status_label = serializers.CharField()
    case = serializers.CharField()
    owner = PartyShape()
    submitter = PartyShape(allow_null=True, help_text="null when it is the owner")
    due_explanation = serializers.ListField(
        child=serializers.CharField(), help_text="Line by line; the last is the result"
    )
    declared = DeclaredShape(allow_null=True, help_text="null: nothing was asked by questions")
    papers = PaperShape(many=True)
    results = ResultShape(many=True)
    originals = OriginalShape(many=True)
    original_moves = OriginalMoveShape(many=True)
    events = EventShape(many=True)
    legs = LegShape(many=True)
    pauses = PauseShape(many=True)
    forms = FormShape(many=True)
    coordination = SlipShape(many=True)
    transitions = OfferShape(many=True)
