from pathlib import Path

from django.conf import settings

from dossiers.lifecycle_doc import lifecycle_doc


def test_the_page_in_docs_says_what_the_table_says() -> None:
    written = (Path(settings.BASE_DIR) / "docs" / "lifecycle.md").read_text(encoding="utf-8")
    assert written == lifecycle_doc()
