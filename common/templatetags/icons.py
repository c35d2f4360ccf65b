"""`{% icon "check" %}`: small line drawings, inside the page so that they cost no request."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Inner SVG on a 24 × 24 field; drawn for this house, lines only, colour of the text around.
DRAWINGS = {
    "arrow-left": '<path d="M20 12H4m7-7-7 7 7 7"/>',
    "arrow-right": '<path d="M4 12h16m-7-7 7 7-7 7"/>',
    "bell": '<path d="M6 16v-5a6 6 0 0 1 12 0v5l2 2H4zM10 21h4"/>',
    "book": '<path d="M12 6c-2-1.6-5-2-9-2v14c4 0 7 .4 9 2 2-1.6 5-2 9-2V4c-4 0-7 .4-9 2zm0 0v14"/>',
    "box": '<path d="m3 8 9-5 9 5v9l-9 5-9-5zm0 0 9 5 9-5m-9 5v9"/>',
    "chart": '<path d="M4 4v16h16M9 16v-4m5 4V8m5 8v-6"/>',
    "chat": '<path d="M4 5h16v11H11l-5 4v-4H4z"/>',
    "check": '<path d="m4 13 5 5L20 6"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l4 2"/>',
    "contrast": '<circle cx="12" cy="12" r="9"/><path fill="currentColor" d="M12 3a9 9 0 0 1 0 18z"/>',
    "cross": '<path d="m5 5 14 14M19 5 5 19"/>',
    "file": '<path d="M6 3h8l5 5v13H6zm8 0v5h5M9 13h7m-7 4h7"/>',
    "flag": '<path d="M5 21V4h13l-3 4 3 4H5"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3 15 0 18-3-3-3-15 0-18z"/>',
    "inbox": '<path d="M4 13 7 4h10l3 9v7H4zm0 0h5l1 3h4l1-3h5"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6m0-10v.5"/>',
    "lock": '<path d="M5 11h14v10H5zm3 0V8a4 4 0 0 1 8 0v3"/>',
    "minus": '<path d="M5 12h14"/>',
    "pause": '<path d="M8 5v14m8-14v14"/>',
    "phone": '<path d="M5 3h4l2 5-3 2a11 11 0 0 0 6 6l2-3 5 2v4c0 1-1 2-2 2C10 21 3 14 3 5c0-1 1-2 2-2z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "printer": '<path d="M7 8V3h10v5M7 17H3V8h18v9h-4M7 14h10v7H7z"/>',
    "return": '<path d="M9 5 4 10l5 5M4 10h10a6 6 0 0 1 0 12h-3"/>',
    "search": '<circle cx="10" cy="10" r="6"/><path d="m15 15 6 6"/>',
    "settings": '<path d="M4 7h9m5 0h2M4 17h2m5 0h9"/><circle cx="15.5" cy="7" r="2.5"/>'
    '<circle cx="8.5" cy="17" r="2.5"/>',
    "sign-out": '<path d="M10 4H4v16h6m4-12 5 4-5 4m5-4H9"/>',
    "terraces": '<path d="M2 21c6-3 10 0 20-3M2 17c6-4 10 0 20-5M2 13c6-4 9 0 20-7"/><circle cx="8.5" cy="5" r="2"/>',
    "text-size": '<path d="m2 19 6-14 6 14M4 14h8m4 5 3-8 3 8m-5-3h4"/>',
    "upload": '<path d="M12 16V4m-5 5 5-5 5 5M4 16v5h16v-5"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4 21c0-5 4-7 8-7s8 2 8 7"/>',
    "users": '<circle cx="9" cy="8" r="4"/><path d="M2 21c0-5 3-7 7-7s7 2 7 7m0-17a4 4 0 0 1 0 8m2 3c3 1 4 3 4 6"/>',
    "warning": '<path d="M12 3 2 20h20zm0 6v5m0 3v.5"/>',
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """The drawing as inline SVG, hidden from screen readers: the text beside it says the same."""
    drawing = mark_safe(DRAWINGS[name].replace(".5", ".5"))
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">{}</svg>',
        drawing,
    )
