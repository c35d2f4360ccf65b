"""`manage.py build_fonts`: the web font, cut down to the letters of Vietnamese and English, as small WOFF2 files; and
the pictures of the installed app."""

import hashlib
import logging
import os
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import fontpkg_be_vietnam_pro
from django.conf import settings
from django.core.management.base import BaseCommand
from fontTools import subset
from fontTools.ttLib import TTFont

from common.management import app_icons

WEIGHTS = {"400": "BeVietnamPro-Regular.ttf", "600": "BeVietnamPro-SemiBold.ttf"}
FIGURE_WIDTH = 668  # font units, near the mean of the family's own figures
PAIR_ADJUSTMENT = 2  # GPOS lookup type
LETTERS = (
    "U+0020-007E,U+00A0,U+00A7,U+00A9,U+00AB,U+00B0,U+00B2,U+00B3,U+00B7,U+00BB,"  # Basic Latin, signs
    "U+00C0-00C3,U+00C8-00CA,U+00CC,U+00CD,U+00D2-00D5,U+00D7,U+00D9,U+00DA,U+00DD,"  # Latin-1 in Vietnamese
    "U+00E0-00E3,U+00E8-00EA,U+00EC,U+00ED,U+00F2-00F5,U+00F9,U+00FA,U+00FD,"
    "U+0102,U+0103,U+0110,U+0111,U+0128,U+0129,U+0168,U+0169,U+01A0,U+01A1,U+01AF,U+01B0,"
    "U+0300,U+0301,U+0303,U+0309,U+0323,U+1EA0-1EF9,"  # combining tone marks, Vietnamese block
    "U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2022,U+2026,U+20AB,U+2212,U+2264,U+2265"
)


def build(target: Path) -> list[Path]:
    """Write the WOFF2 files under `target` unless they are up to date; answers the files written."""
    target.mkdir(parents=True, exist_ok=True)
    package = Path(fontpkg_be_vietnam_pro.__file__).parent
    source = package / "files"
    shutil.copyfile(package / "LICENSE", target / "OFL.txt")
    written = []
    for weight, name in WEIGHTS.items():
        font, stamp = target / f"be-vietnam-pro-{weight}.woff2", target / f".{weight}.stamp"
        wanted = hashlib.sha256((source / name).read_bytes() + Path(__file__).read_bytes()).hexdigest()
        if font.exists() and stamp.exists() and stamp.read_text() == wanted:
            continue
        _cut(source / name, font)
        stamp.write_text(wanted)
        written.append(font)
    return written


def _cut(source: Path, target: Path) -> None:
    options = subset.Options(
        flavor="woff2", hinting=False, desubroutinize=True, layout_features=["kern", "mark", "mkmk", "ccmp"]
    )
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(LETTERS))
    cutter.subset(font)
    _make_figures_tabular(font)
    partial = target.with_suffix(f".{os.getpid()}.part")
    subset.save_font(font, str(partial), options)
    partial.replace(target)


def _make_figures_tabular(font: TTFont) -> None:
    """Give the ten figures one width and no kerning: the family has no `tnum` feature of its own."""
    figures = {font.getBestCmap()[ord(figure)] for figure in "0123456789"}
    for name in figures:
        advance, bearing = font["hmtx"][name]
        shift = (FIGURE_WIDTH - advance) // 2
        font["glyf"][name].coordinates.translate((shift, 0))
        font["glyf"][name].recalcBounds(font["glyf"])
        font["hmtx"][name] = (FIGURE_WIDTH, bearing + shift)
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            pairs = getattr(table, "ExtSubTable", table)
            if pairs.LookupType == PAIR_ADJUSTMENT:
                _drop_first_glyphs(pairs, figures)


def _drop_first_glyphs(pairs: Any, glyphs: set[str]) -> None:
    kept = [place for place, name in enumerate(pairs.Coverage.glyphs) if name not in glyphs]
    if pairs.Format == 1:
        pairs.PairSet = [pairs.PairSet[place] for place in kept]
        pairs.PairSetCount = len(kept)
    pairs.Coverage.glyphs = [pairs.Coverage.glyphs[place] for place in kept]


class Command(BaseCommand):
    help = "Cut the web font down to Vietnamese and English letters (does nothing when it is up to date)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--target", type=Path, default=settings.STATIC_BUILD_DIR / "fonts", help="folder to fill")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("fontTools").setLevel(logging.WARNING)
        for path in [*build(options["target"]), *app_icons.build(options["target"].parent / "icons")]:
            self.stdout.write(f"{path.name}: {path.stat().st_size // 1024} KB")
