import pytest

from centers.load import LoadReport, load, load_places
from centers.models import AddressUnit, Center, Counter, Office, OfficeKind, Unit, UnitKind
from centers.queries import (
    address_communes,
    address_provinces,
    code_identifier,
    deciding_office,
    reception_of,
    search_units,
)
from common.errors import Refusal
from tests.places import AT, Places
from workcalendar.load import load as load_calendars

pytestmark = pytest.mark.django_db


def test_the_whole_province_and_the_country_s_addresses_are_loaded_once() -> None:
    load_calendars(at=AT)
    first = load(at=AT)
    assert (first.centers, first.addresses, first.counters) == (99, 34 + 3321, 10)
    assert load(at=AT) == LoadReport()
    communes = Unit.objects.filter(kind=UnitKind.COMMUNE)
    assert communes.count() == 99
    assert sum(unit.is_ward for unit in communes) == 10
    assert Office.objects.filter(kind=OfficeKind.RECEPTION).count() == 99
    assert len(address_provinces()) == 34
    assert {unit.code for unit in address_communes("15")} == {unit.code for unit in communes}
    sa_pa = Center.objects.get(slug="sa-pa")
    assert {c.slug for c in sa_pa.coordination_members.all()} == {
        "ta-van",
        "ta-phin",
        "muong-bo",
        "ban-ho",
        "ngu-chi-son",
    }


def test_a_load_leaves_what_people_have_entered(places: Places) -> None:
    places.sa_pa.hotline = "0900 000 001"
    places.sa_pa.save()
    Counter.objects.filter(center=places.sa_pa).exclude(number=1).delete()
    load_places(at=AT, communes={"03006", "03037"})
    places.sa_pa.refresh_from_db()
    assert places.sa_pa.hotline == "0900 000 001"
    assert places.sa_pa.counters.count() == 1


def test_a_load_without_the_calendar_is_refused() -> None:
    with pytest.raises(Refusal, match="lao-cai"):
        load(at=AT)


def test_what_nobody_has_published_stays_unknown(places: Places) -> None:
    center = places.sa_pa
    assert (center.address, center.hotline, center.email, center.opening_hours) == (None, None, None, None)
    assert places.sa_pa.unit.identifier is None
    assert "Tây Nha Trang" in center.counters.first().source


def test_a_unit_without_identifier_gets_a_provisional_one(places: Places) -> None:
    unit = places.sa_pa.unit
    assert code_identifier(unit) == ("H38.03006", True)
    assert code_identifier(places.province) == ("H38", False)
    unit.identifier = "H38.45"
    unit.save()
    assert code_identifier(unit) == ("H38.45", False)


def test_a_ward_has_another_office_name_than_a_commune(places: Places) -> None:
    assert places.office("kinh-te").name == "Phòng Kinh tế, Hạ tầng và Đô thị"
    assert places.office("kinh-te", places.ta_van).name == "Phòng Kinh tế"


def test_the_deciding_office_follows_the_unit_and_the_center(places: Places) -> None:
    unit = Unit.objects.get
    sa_pa, ta_van = places.sa_pa, places.ta_van
    assert deciding_office(sa_pa.unit, center=sa_pa, slug="van-phong").name == "Văn phòng HĐND và UBND"
    assert deciding_office(unit(slug="cong-an"), center=ta_van).name == "Công an xã Tả Van"
    land = unit(slug="so-nong-nghiep-va-moi-truong")
    assert deciding_office(land, center=sa_pa).slug == "dang-ky-dat-dai-sa-pa"
    assert deciding_office(land, center=ta_van).slug == "dang-ky-dat-dai"
    assert reception_of(ta_van).unit == ta_van.unit
    with pytest.raises(Refusal):
        deciding_office(sa_pa.unit, center=sa_pa, slug="khong-co")


@pytest.mark.parametrize("text", ["ham rong", "Phường Sa Pa", "SA PẢ", "o quy ho"])
def test_a_ward_is_found_by_its_own_and_by_former_names(places: Places, text: str) -> None:
    assert places.sa_pa.unit in search_units(text)


def test_addresses_are_found_in_vietnamese_order() -> None:
    AddressUnit.objects.all().delete()
    load_calendars(at=AT)
    load(at=AT)
    names = [unit.name for unit in address_provinces()]
    assert names.index("Tỉnh Đắk Lắk") < names.index("Tỉnh Lào Cai") < names.index("Tỉnh Tây Ninh")
    assert address_communes("99") == []
