"""What a question about a procedure is after, told by the words in it. Pure; takes and gives folded words."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from procedures.words import without_phrases


class Topic(StrEnum):
    """What the catalogue can answer about a procedure; the values stand in addresses."""

    PAPERS = "giay-to"
    TIME = "thoi-han"
    FEE = "le-phi"
    WHERE = "noi-nop"
    WHO = "co-quan"
    RESULT = "ket-qua"


class Errand(StrEnum):
    """What other pages of the house answer."""

    TRACK = "tra-cuu"
    HOURS = "gio-lam-viec"
    HOTLINE = "duong-day-nong"
    TELL = "gop-y"


PHRASES: dict[Topic | Errand, tuple[str, ...]] = {
    Topic.PAPERS: (
        "can giay to gi", "giay to gi", "can nhung giay to gi", "nhung giay to gi", "can nhung gi", "can gi",
        "mang theo gi", "mang gi", "mang theo nhung gi", "ho so gom nhung gi", "ho so gom gi", "chuan bi gi",
        "chuan bi nhung gi", "chuan bi giay to", "phai nop gi", "nop nhung gi", "thanh phan ho so", "can giay to",
        "cac giay to can", "can co gi", "which papers", "what papers", "what do i need",
    ),
    Topic.TIME: (
        "mat bao lau", "trong bao lau", "bao lau thi xong", "bao lau thi co", "bao lau", "bao nhieu ngay", "may ngay",
        "mat may ngay", "khi nao xong", "bao gio xong", "bao gio co", "khi nao co", "khi nao lay duoc", "thoi han",
        "thoi gian giai quyet", "co lau khong", "how long",
    ),
    Topic.FEE: (
        "bao nhieu tien", "het bao nhieu tien", "mat bao nhieu tien", "ton bao nhieu", "mat tien khong", "co mat tien",
        "co mat tien khong", "co mat phi khong", "mat phi khong", "le phi bao nhieu", "phi bao nhieu", "le phi",
        "muc phi", "phai tra bao nhieu", "het bao nhieu", "how much",
    ),
    Topic.WHERE: (
        "nop o dau", "nop ho so o dau", "lam o dau", "den dau", "o dau", "o cho nao", "cho nao", "quay nao",
        "quay so may", "nop qua mang", "nop truc tuyen", "nop online", "lam online", "qua mang", "qua buu dien",
        "nop tai nha", "where",
    ),
    Topic.WHO: (
        "ai giai quyet", "ai lam", "ai ky", "co quan nao giai quyet", "co quan nao", "ai cap", "tham quyen", "who",
    ),
    Topic.RESULT: ("duoc nhan gi", "nhan duoc gi", "ket qua la gi", "ket qua gi", "duoc cap gi"),
    Errand.TRACK: (
        "ho so cua toi", "ho so cua minh", "ho so den dau", "ho so da xong chua", "ho so xong chua", "tra cuu ho so",
        "ma ho so", "theo doi ho so", "my dossier",
    ),
    Errand.HOURS: (
        "gio lam viec", "may gio mo cua", "may gio dong cua", "mo cua may gio", "co lam viec khong", "co mo cua khong",
        "lam viec thu bay", "thu bay co lam", "lich lam viec", "gio mo cua", "opening hours",
    ),
    Errand.HOTLINE: ("duong day nong", "so dien thoai", "goi so nao", "hotline"),
    Errand.TELL: ("gop y", "phan anh", "kien nghi", "khieu nai", "to cao", "khen", "complain"),
}  # fmt: skip

FILLERS = (
    "cho toi hoi", "cho em hoi", "cho minh hoi", "cho hoi", "toi muon hoi", "xin hoi", "muon hoi", "toi muon",
    "em muon", "toi can", "lam sao", "lam the nao", "nhu the nao", "the nao", "ra sao", "duoc khong", "thu tuc",
    "mat khoang", "thi phai", "thi can", "i want to",
)  # fmt: skip
"""Phrases only: single syllables without accents are too often part of a word that is meant (thi đua, căn cước)."""


@dataclass(frozen=True)
class Question:
    """`about` are the words left to look a procedure up by; no topics = everything about it."""

    topics: tuple[Topic, ...]
    errands: tuple[Errand, ...]
    about: tuple[str, ...]


def understood(words: list[str]) -> Question:
    """Which topics and errands the words name, longest phrases first, and what is left."""
    text, found = f" {' '.join(words)} ", set()
    for phrase, meaning in sorted(_all_phrases(), key=lambda one: -len(one[0])):
        if f" {phrase} " in text:
            text = text.replace(f" {phrase} ", " , ")
            found.add(meaning)
    left = [word for word in text.split() if word != ","]
    return Question(
        tuple(topic for topic in Topic if topic in found),
        tuple(errand for errand in Errand if errand in found),
        tuple(without_phrases(left, FILLERS)),
    )


def _all_phrases() -> Iterable[tuple[str, Topic | Errand]]:
    return ((phrase, meaning) for meaning, phrases in PHRASES.items() for phrase in phrases)
