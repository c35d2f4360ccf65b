"""Every text of code and templates has its Vietnamese: extracts by GNU gettext, compares with `locale/vi`.

`--update` brings new texts into the file (empty, to be translated) and takes those out that are not used any more.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
VIETNAMESE = ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"
LEFT_OUT = (
    ".*",
    "tests",
    "locale",
    "docs",
    "static",
    "requirements",
    "benchmarks",
    "__pycache__",
    "facts",
    "migrations",
)


PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@dataclass(frozen=True)
class Gaps:
    """Texts without a Vietnamese entry, or with one that cannot be shown as it is."""

    missing: list[str]
    empty: list[str]
    fuzzy: list[str]
    placeholders: list[str]

    def lines(self) -> list[str]:
        named = {
            "no entry": self.missing,
            "not translated": self.empty,
            "fuzzy": self.fuzzy,
            "other placeholders than the English text": self.placeholders,
        }
        return [f"{what}: {text!r}" for what, texts in named.items() for text in texts]


def read(path: Path) -> polib.POFile:
    """The file of translations, an empty one when there is none yet."""
    if path.exists():
        return polib.pofile(str(path), wrapwidth=0)
    new = polib.POFile(wrapwidth=0)
    new.fpath = str(path)
    new.metadata = {
        "Language": "vi",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return new


def extract(root: Path = ROOT) -> polib.POFile:
    """All texts that code and templates mark for translation. Works in a copy, so that nothing here changes."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "source"
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        (copy / "locale").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "--locale", "vi", "--keep-pot", "--no-wrap"]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, env=_environment(), check=False)
        if done.returncode:
            raise SystemExit(f"the texts could not be extracted:\n{done.stderr}")
        return polib.pofile(str(copy / "locale" / "django.pot"), wrapwidth=0)


def gaps(wanted: polib.POFile, present: polib.POFile) -> Gaps:
    """What `present` lacks of `wanted`."""
    entries = {_key(entry): entry for entry in present if not entry.obsolete}
    found = [entries[_key(entry)] for entry in wanted if _key(entry) in entries]
    return Gaps(
        missing=[entry.msgid for entry in wanted if _key(entry) not in entries],
        empty=[entry.msgid for entry in found if not entry.fuzzy and not entry.translated()],
        fuzzy=[entry.msgid for entry in found if entry.fuzzy],
        placeholders=[entry.msgid for entry in found if entry.translated() and not _same_placeholders(entry)],
    )


def update(wanted: polib.POFile, present: polib.POFile) -> None:
    """Make the entries of `present` those of `wanted`, keeping what is translated; sorted, without line numbers."""
    kept = {_key(entry): entry for entry in present}
    merged = [kept.get(_key(entry), entry) for entry in wanted]
    present.clear()
    for entry in sorted(merged, key=lambda entry: (entry.msgid, entry.msgctxt or "")):
        entry.occurrences, entry.obsolete = [], False
        present.append(entry)
    present.save(newline="\n")


def _key(entry: polib.POEntry) -> tuple[str, str | None]:
    return entry.msgid, entry.msgctxt


def _same_placeholders(entry: polib.POEntry) -> bool:
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    return all(
        sorted(set(PLACEHOLDER.findall(text))) == sorted(set(PLACEHOLDER.findall(entry.msgid))) for text in texts
    )


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}


def main(arguments: Sequence[str]) -> int:
    if not shutil.which("xgettext"):
        sys.stderr.write("GNU gettext is missing. Run this once: sudo apt-get install -y gettext\n")
        return 2
    present = read(VIETNAMESE)
    wanted = extract()
    if "--update" in arguments:
        update(wanted, present)
        return 0
    lines = gaps(wanted, present).lines()
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
