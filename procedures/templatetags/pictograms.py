"""`{% pictogram sector.code %}`: what a procedure is about, drawn, for whoever reads slowly or not at all."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Inner SVG on a 48 × 48 field; drawn for this house, lines only, colour of the text around.
DRAWINGS = {
    "family": '<circle cx="15" cy="12" r="6"/><circle cx="34" cy="14" r="5"/><circle cx="25" cy="28" r="4"/>'
    '<path d="M5 40V31c0-6 4-9 10-9 3 0 5 .7 7 2.4M29 24c1.5-1 3-1.5 5-1.5 5 0 9 3 9 8.5v9'
    'M17 42v-3c0-4 3-6 8-6s8 2 8 6v3"/>',
    "stamp": '<path d="M20 22c0-3-3-5-3-9a7 7 0 0 1 14 0c0 4-3 6-3 9M12 36v-8c0-4 3-6 6-6h12c3 0 6 2 6 6v8zM9 42h30"/>',
    "land": '<path d="M4 42c10-4 16 2 40-5M4 35c10-5 17 2 40-7M4 28c7-3 11-2 16-1"/>'
    '<path d="M31 29s-9-8-9-15a9 9 0 0 1 18 0c0 7-9 15-9 15z"/><circle cx="31" cy="14" r="3"/>',
    "card": '<rect x="4" y="10" width="40" height="28" rx="3"/><circle cx="15" cy="21" r="4"/>'
    '<path d="M8 32c0-4 3-6 7-6s7 2 7 6M27 19h12M27 25h12M27 31h8"/>',
    "help": '<path d="M24 21s-9-5.5-9-11a5 5 0 0 1 9-3 5 5 0 0 1 9 3c0 5.5-9 11-9 11z"/>'
    '<path d="M4 30h7l6-3h7c4 0 4 5 0 5h-6M24 32l12-6c4-2 7 2 4 5L28 40c-2 1.5-4 2-6 2H4z"/>',
    "school": '<path d="M3 18 24 8l21 10-21 10zM12 23v11c6 5 18 5 24 0V23M45 18v13"/>',
    "shop": '<path d="M7 8h34l4 11c0 7-10 7-10.5 0 0 7-10.5 7-10.5 0 0 7-10.5 7-10.5 0C13 26 3 26 3 19zM8 25v16h32V25'
    'M20 41V31h8v10"/>',
    "house": '<path d="M4 24 24 6l20 18M9 20v21h30V20M19 41V28h10v13M34 9v6"/>',
    "temple": '<path d="M4 18C14 18 20 14 24 7c4 7 10 11 20 11M8 18l3 5h26l3-5M13 23v17M35 23v17M21 23v17'
    'M27 23v17M6 41h36"/>',
    "health": '<path d="M24 42S5 31 5 18A10 10 0 0 1 24 13a10 10 0 0 1 19 5c0 13-19 24-19 24zM24 19v12M18 25h12"/>',
    "plant": '<path d="M24 43V21M24 27C11 27 6 20 6 10c11 0 18 6 18 17zM24 21c0-9 6-15 18-15 0 10-6 16-18 16'
    'M10 43h28"/>',
    "road": '<path d="M17 6 6 42M31 6l11 36M24 8v6M24 20v7M24 33v9"/>',
    "medal": '<circle cx="24" cy="30" r="12"/><path d="m17 20-7-15h9l5 11 5-11h9l-7 15M24 24l2 4 4 .6-3 3 .7 4.4-3.7-2'
    '-3.7 2 .7-4.4-3-3 4-.6z"/>',
    "scales": '<path d="M24 6v35M14 41h20M8 12h32M8 12 3 27h10zM40 12l-5 15h10zM3 27c0 6 10 6 10 0'
    'M35 27c0 6 10 6 10 0"/>',
    "paper": '<path d="M11 5h18l9 9v29H11zM29 5v9h9M17 22h15M17 29h15M17 36h9"/>',
}
SECTORS = {
    "family": ("HT", "NCN", "TE", "LT"),
    "stamp": ("CT",),
    "land": ("DD", "DDT", "TCDD", "DKBD", "QH"),
    "card": ("CA", "QS"),
    "help": ("BTXH", "GN", "PCTN"),
    "school": ("GD",),
    "shop": ("HKD", "CTH", "HTX", "DL"),
    "house": ("XD", "NO", "HTKT"),
    "temple": ("VH", "TG"),
    "health": ("BHXH", "YT", "ATTP"),
    "plant": ("LN", "NN", "CN", "TT", "TY", "BH", "TNN", "MT", "PHI", "PCTT"),
    "road": ("GT",),
    "medal": ("NCC", "TDKT"),
    "scales": ("HG", "BTNN"),
}
_OF_SECTOR = {code: name for name, codes in SECTORS.items() for code in codes}


@register.simple_tag
def pictogram(sector_code: str) -> SafeString:
    """The drawing of a sector, a sheet of paper for one without; hidden from screen readers, which read the name."""
    return format_html(
        '<svg class="pictogram" viewBox="0 0 48 48" width="48" height="48"'
        ' aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(DRAWINGS[_OF_SECTOR.get(sector_code, "paper")]),
    )
