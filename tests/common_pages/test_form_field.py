"""Form fields: label, hint, error and control belong together for a screen reader, and nothing typed is lost."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string

from common.gallery import SampleForm


def _field(form: forms.Form, name: str, **more: str) -> str:
    return render_to_string("components/form_field.html", {"field": form[name], **more})


@pytest.fixture
def wrong() -> SampleForm:
    form = SampleForm({"phone": "0900 000 012", "remark": "gõ rồi"})
    form.is_valid()
    return form


def test_the_control_is_described_by_its_hint_and_its_error(wrong: SampleForm) -> None:
    html = _field(wrong, "full_name")
    assert 'for="id_full_name"' in html
    assert 'aria-describedby="id_full_name_hint id_full_name_error"' in html
    assert 'id="id_full_name_hint"' in html
    assert 'id="id_full_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_hint_given_by_the_page_replaces_the_help_text(wrong: SampleForm) -> None:
    html = _field(wrong, "phone", hint="Ten digits", label="Mobile phone")
    assert "Ten digits" in html
    assert "Mobile phone" in html
    assert 'aria-describedby="id_phone_hint"' in html


@pytest.mark.parametrize("name", ["relation", "wants"])
def test_a_group_of_choices_is_a_fieldset_with_a_legend(wrong: SampleForm, name: str) -> None:
    html = _field(wrong, name)
    assert "<fieldset" in html
    assert "<legend" in html
    for place in range(2):
        assert f'for="id_{name}_{place}"' in html
        assert f'id="id_{name}_{place}"' in html


@pytest.mark.parametrize("name", list(SampleForm.base_fields))
def test_every_shape_is_described_by_exactly_the_notes_it_shows(wrong: SampleForm, name: str) -> None:
    html = _field(wrong, name)
    described = re.search(r'aria-describedby="([^"]*)"', html)
    ids = described[1].split() if described else []
    assert ids == re.findall(r'<p class="(?:hint|error-text)" id="([^"]+)"', html)


def test_what_was_typed_is_still_there(wrong: SampleForm) -> None:
    assert 'value="0900 000 012"' in _field(wrong, "phone")
    assert "gõ rồi" in _field(wrong, "remark")


def test_the_error_summary_links_to_every_wrong_control(wrong: SampleForm) -> None:
    summary = render_to_string("components/error_summary.html", {"form": wrong})
    page = summary + "".join(_field(wrong, name) for name in wrong.fields)
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_full_name", "id_relation_0", "id_place", "id_paper", "id_truth"]
    assert all(f'id="{target}"' in page for target in targets)
    assert 'role="alert"' in summary
    assert 'tabindex="-1"' in summary


def test_the_error_summary_is_silent_while_nothing_is_wrong() -> None:
    assert "error-summary" not in render_to_string("components/error_summary.html", {"form": SampleForm()})


def test_the_error_summary_takes_several_forms_and_errors_without_a_field(wrong: SampleForm) -> None:
    wrong.add_error(None, "Hai ô không khớp")
    summary = render_to_string("components/error_summary.html", {"forms": [SampleForm(), wrong]})
    assert summary.count("<h2") == 1
    assert "Hai ô không khớp" in summary


def test_nothing_a_person_typed_becomes_markup() -> None:
    form = SampleForm({"full_name": "<b>x</b>", "relation": "<script>"})
    form.is_valid()
    html = "".join(_field(form, name) for name in form.fields)
    assert "<b>x" not in html
    assert "<script>" not in html
