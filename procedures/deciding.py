"""Who decides a procedure and which office of the commune works on it, from the catalogue's wording."""

from dataclasses import dataclass

from procedures.models.version import DecidingKind

OFFICE_BY_SECTOR = {
    "van-phong": ("HT", "CT", "NCN", "LT", "HG", "BTNN", "TDKT", "QS", "CA"),
    "kinh-te": (
        "DD", "DDT", "DKBD", "TCDD", "XD", "NO", "GT", "HKD", "HTX", "CTH", "NN", "LN", "PCTT", "PHI", "BH", "QH",
        "HTKT", "TY", "CN", "TT", "MT", "TNN",
    ),
    "van-hoa-xa-hoi": ("VH", "DL", "NCC", "BTXH", "GN", "TE", "YT", "ATTP", "GD", "TG", "PCTN", "BHXH"),
}  # fmt: skip
"""Slug of the commune's office (Decree 150/2025) by sector; how a commune spreads its work is its own decision."""

AGENCY_BY_LEVEL = {
    "commune_police": "cong-an",
    "social_insurance": "bao-hiem-xa-hoi",
    "commune_military": "quan-su",
}

PROVINCIAL = (
    ("Công an tỉnh", DecidingKind.AGENCY, "cong-an"),
    ("Đăng ký đất đai", DecidingKind.DEPARTMENT, "so-nong-nghiep-va-moi-truong"),
    ("đăng ký đất đai", DecidingKind.DEPARTMENT, "so-nong-nghiep-va-moi-truong"),
    ("Sở Nội vụ", DecidingKind.DEPARTMENT, "so-noi-vu"),
    ("Sở Y tế", DecidingKind.DEPARTMENT, "so-y-te"),
    ("Chủ tịch UBND tỉnh", DecidingKind.DEPARTMENT, "so-noi-vu"),  # merits in war: prepared by Home Affairs
    ("Cơ sở trợ giúp xã hội", DecidingKind.DEPARTMENT, "so-y-te"),
    ("Sở Văn hóa, Thể thao và Du lịch", DecidingKind.DEPARTMENT, "so-van-hoa-the-thao-va-du-lich"),
)
"""What the wording of the deciding agency contains, in order of precedence. The land registration office belongs to
the department of agriculture and environment."""


@dataclass(frozen=True)
class Deciding:
    """Kind and slug of the deciding unit (no slug: the commune itself, or the province), and the commune's office."""

    kind: DecidingKind
    slug: str
    office_slug: str


def deciding_of(level: str, sector_code: str, agency: str) -> Deciding:
    """`level` and `agency` as the facts word them ("commune_police", "Sở Nội vụ")."""
    office = office_of_sector(sector_code)
    if level in AGENCY_BY_LEVEL:
        return Deciding(DecidingKind.AGENCY, AGENCY_BY_LEVEL[level], office)
    if level in ("province", "commune_then_province"):
        for words, kind, slug in PROVINCIAL:
            if words in agency:
                return Deciding(kind, slug, office)
        return Deciding(DecidingKind.PROVINCE, "", office)
    return Deciding(DecidingKind.COMMUNE, "", office)


def office_of_sector(sector_code: str) -> str:
    """The commune's office for a sector; raises KeyError for a sector nobody has mapped."""
    for slug, sectors in OFFICE_BY_SECTOR.items():
        if sector_code in sectors:
            return slug
    raise KeyError(sector_code)
