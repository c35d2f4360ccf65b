import io
import sys

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from centers.models import Posting
from tests.personas import make_staff
from tests.places import Places

pytestmark = pytest.mark.django_db
GOOD = {"username": "an.le", "full_name": "Lê Văn An", "center": "sa-pa", "password_stdin": True}


def _run(monkeypatch: pytest.MonkeyPatch, password: str = "mot-hai-ba-bon-nam", **options: object) -> str:
    monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
    out = io.StringIO()
    call_command("create_admin", stdout=out, **{**GOOD, **options})
    return out.getvalue()


def test_an_administrator_is_made_who_can_sign_in(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "an.le" in _run(monkeypatch)
    user = User.objects.get(username="an.le")
    assert user.check_password("mot-hai-ba-bon-nam")
    posting = Posting.objects.get(user=user)
    assert (posting.role, posting.center) == ("administrator", places.sa_pa)


def test_an_administrator_of_the_province_manages_all_centers(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    assert places.province.name in _run(monkeypatch, center=None, province=True)
    posting = Posting.objects.get(user__username="an.le")
    assert (posting.role, posting.center, posting.unit) == ("administrator", None, places.province)


@pytest.mark.parametrize(
    ("password", "options"),
    [
        ("mot-hai-ba-bon-nam", {"province": True}),
        ("mot-hai-ba-bon-nam", {"center": "atlantis"}),
        ("mot-hai-ba-bon-nam", {"username": "Lê An"}),
        ("mot-hai-ba-bon-nam", {"username": "taken"}),
        ("mot-hai-ba-bon-nam", {"full_name": "   "}),
        ("mot-hai-ba-bon-nam", {"full_name": None}),
        ("mot-hai-ba-bon-nam", {"password_stdin": False}),
        ("short", {}),
        ("password1234", {}),
        ("", {}),
    ],
)
def test_bad_input_ends_with_2_and_one_line_and_leaves_nothing(
    places: Places, monkeypatch: pytest.MonkeyPatch, password: str, options: dict[str, object]
) -> None:
    make_staff("taken")
    with pytest.raises(CommandError) as refused:
        _run(monkeypatch, password, **options)
    assert refused.value.returncode == 2
    assert str(refused.value)
    assert "\n" not in str(refused.value)
    assert list(User.objects.values_list("username", flat=True)) == ["taken"]
