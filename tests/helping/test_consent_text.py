"""What people agree to never changes under the same version."""

import hashlib

from django.utils import translation

from dossiers.consent_text import TEXT_VERSION, consent_text

VERSIONS = {("1", "vi"): "c91d657b7e5f1bea", ("1", "en"): "376301e92ee9607b"}


def test_other_words_have_another_version() -> None:
    for language in ("vi", "en"):
        with translation.override(language):
            text = "\n".join(consent_text(helper="A", procedure="B").points)
        assert "A" in text
        assert "B" in text
        found = hashlib.sha256(text.encode()).hexdigest()[:16]
        assert found == VERSIONS[TEXT_VERSION, language], "say a new TEXT_VERSION and note its hash here"
