"""QR codes as SVG."""

import io

import segno


def qr_svg_of(address: str) -> str:
    """The QR code of an address, with a quiet zone; it takes the size of its place."""
    written = io.BytesIO()
    code = segno.make(address, error="m")
    code.save(written, kind="svg", border=3, xmldecl=False, omitsize=True, light="#fff", nl=False)
    return written.getvalue().decode()
