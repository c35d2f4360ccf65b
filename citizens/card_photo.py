"""The identity card in front of a camera instead of a reader: the QR code on it is read from the photo.

The photo is looked at in memory and kept nowhere.
"""

import io

from citizens.identity import CARD_MARK
from common import files

MAX_BYTES = 15 * 1024 * 1024
MAX_SIDE = 2400  # pixels; the code stays readable, and a large photo takes no more time than a small one


def card_on(name: str, content: bytes) -> str:
    """What the QR code of the card says, in the words of `citizens.identity.read_card`; "" when there is none to read.

    `content` is a JPG or PNG. Raises common.files.UploadRefused for anything else.
    """
    import zxingcpp  # with Pillow some dozen MiB that most processes never need
    from PIL import Image, ImageOps

    files.inspect_upload(name, content, MAX_BYTES)
    with Image.open(io.BytesIO(content)) as photo:
        picture = ImageOps.exif_transpose(photo).convert("L")
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])):
        if CARD_MARK in found.text:
            return str(found.text)
    return ""
