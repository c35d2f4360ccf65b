"""Compiles the translations (`locale/*/LC_MESSAGES/django.po`) without GNU gettext."""

import os
from pathlib import Path

import polib


def compile_all(locale: Path) -> list[Path]:
    """Write the .mo beside every .po that is newer than it. Returns the files written."""
    return [compiled(po) for po in sorted(locale.glob("*/LC_MESSAGES/*.po")) if _is_stale(po)]


def compiled(po: Path) -> Path:
    """Compile one file; a reader never sees a half-written one."""
    target = po.with_suffix(".mo")
    draft = target.with_suffix(f".mo.{os.getpid()}")
    polib.pofile(str(po), wrapwidth=0).save_as_mofile(str(draft))
    draft.replace(target)
    return target


def _is_stale(po: Path) -> bool:
    target = po.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < po.stat().st_mtime
