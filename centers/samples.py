"""Sample accounts, so that everybody can look at a day of work. They exist in the local mode only."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Kind, User
from accounts.roles import Role
from centers.models import Center, Office, Posting, Unit
from centers.queries import province
from common.errors import Refusal

PASSWORD = "SaPa-mau-2026"
SINCE = date(
    2025, 7, 1
)  # the day the centers opened, so that the samples also carry the published example of July 2025


class SamplesRefused(Refusal):
    default_message = _("Sample accounts exist in the local mode only.")


@dataclass(frozen=True)
class SampleAccount:
    """What `make run` prints. `password` is empty for citizens: they get a code by mail (a file in `.local/mail`)."""

    username: str
    password: str
    full_name: str
    role: Role
    center: str  # slug, empty for the province
    title: str


@dataclass(frozen=True)
class _Row:
    username: str
    full_name: str
    role: Role
    title: str
    center: str = "sa-pa"
    unit: str = ""  # slug of the unit the office belongs to, or that is led; empty = the center's own
    office: str = ""  # slug


_STAFF = (
    _Row("quay1", "Đào Thị Liễu", Role.COUNTER, "Công chức tiếp nhận và trả kết quả", office="tiep-nhan"),
    _Row("quay2", "Vàng Văn Hội", Role.COUNTER, "Công chức tiếp nhận và trả kết quả", office="tiep-nhan"),
    _Row("hotich", "Sùng Thị Dua", Role.OFFICER, "Công chức tư pháp - hộ tịch", office="van-phong"),
    _Row("kinhte", "Hoàng Văn Luân", Role.OFFICER, "Chuyên viên", office="kinh-te"),
    _Row("vanhoa", "Sần Thị Lành", Role.OFFICER, "Chuyên viên", office="van-hoa-xa-hoi"),
    _Row("truongphong-vp", "Má A Páo", Role.HEAD, "Chánh Văn phòng", office="van-phong"),
    _Row("truongphong-kt", "Chảo Láo Lở", Role.HEAD, "Trưởng phòng", office="kinh-te"),
    _Row("truongphong-vh", "Lý Mẩy Chẳn", Role.HEAD, "Trưởng phòng", office="van-hoa-xa-hoi"),
    _Row("lanhdao", "Giàng A Sử", Role.LEADER, "Phó Chủ tịch UBND phường, Giám đốc Trung tâm"),
    _Row("quantri", "Phùng Văn Chiến", Role.ADMINISTRATOR, "Quản trị hệ thống"),
    _Row("quantri-tinh", "Hoàng Seo Pao", Role.ADMINISTRATOR, "Quản trị hệ thống cấp tỉnh", ""),
    _Row("thanhnien", "Vàng Thị Mỷ", Role.HELPER, "Tổ công nghệ số cộng đồng"),
    _Row("doanthanhnien", "Giàng Thị Sáo", Role.HELPER, "Đoàn Thanh niên phường"),
    _Row(
        "datdai",
        "Phàn Láo San",
        Role.OFFICER,
        "Viên chức",
        "sa-pa",
        "so-nong-nghiep-va-moi-truong",
        "dang-ky-dat-dai-sa-pa",
    ),
    _Row("congan", "Nông Quốc Dũng", Role.OFFICER, "Cán bộ", "sa-pa", "cong-an", "sa-pa"),
    _Row("quansu", "Lương Đình Bảo", Role.OFFICER, "Cán bộ", "sa-pa", "quan-su", "sa-pa"),
    _Row("baohiem", "Tẩn Tả Mẩy", Role.OFFICER, "Viên chức", "", "bao-hiem-xa-hoi", "nghiep-vu"),
    _Row("so-noivu", "Hà Thị Thơm", Role.OFFICER, "Chuyên viên", "", "so-noi-vu", "chuyen-mon"),
    _Row(
        "so-vanhoa", "Lục Xuân Phong", Role.OFFICER, "Chuyên viên", "", "so-van-hoa-the-thao-va-du-lich", "chuyen-mon"
    ),
    _Row("so-yte", "Ma Thị Xoan", Role.OFFICER, "Chuyên viên", "", "so-y-te", "chuyen-mon"),
    _Row("lanhdao-noivu", "Cư A Sáng", Role.LEADER, "Phó Giám đốc Sở", "", "so-noi-vu"),
    _Row("giamsat", "Lù Minh Thắng", Role.SUPERVISOR, "Giám sát cấp tỉnh", ""),
    _Row("quay-tavan", "Vàng Thị Yến", Role.COUNTER, "Công chức tiếp nhận và trả kết quả", "ta-van", "", "tiep-nhan"),
    _Row("canbo-tavan", "Thào A Lềnh", Role.OFFICER, "Công chức tư pháp - hộ tịch", "ta-van", "", "van-phong"),
    _Row("lanhdao-tavan", "Lý Láo Chiêu", Role.LEADER, "Phó Chủ tịch UBND xã, Giám đốc Trung tâm", "ta-van"),
)
_CITIZENS = (
    ("nguoi-dan-1@sapa.example", "Hạng Thị Lan"),
    ("nguoi-dan-2@sapa.example", "Triệu Kim Phú"),
)  # fmt: skip


@transaction.atomic
def load_samples(*, at: datetime) -> list[SampleAccount]:
    """Make the accounts that are missing and list all of them. Raises SamplesRefused outside the local mode."""
    if not settings.IS_LOCAL:
        raise SamplesRefused
    hashed = make_password(PASSWORD)  # once: one slow hash instead of twenty
    for row in _STAFF:
        _make(row, hashed, at)
    accounts = [SampleAccount(r.username, PASSWORD, r.full_name, r.role, r.center, r.title) for r in _STAFF]
    for email, full_name in _CITIZENS:
        User.objects.citizen(email=email, full_name=full_name, at=at)
        accounts.append(SampleAccount(email, "", full_name, Role.CITIZEN, "", ""))
    return accounts


def _make(row: _Row, hashed: str, at: datetime) -> None:
    defaults = {"kind": Kind.STAFF, "full_name": row.full_name, "password": hashed, "created_at": at}
    user, is_new = User.objects.get_or_create(username=row.username, defaults=defaults)
    if is_new:
        center = Center.objects.get(slug=row.center) if row.center else None
        Posting.objects.create(user=user, role=row.role, title=row.title, since=SINCE, **_place(row, center))


def _place(row: _Row, center: Center | None) -> dict[str, object]:
    if row.office:
        of_unit = {"unit__slug": row.unit} if row.unit else {"unit__center": center}
        return {"office": Office.objects.get(slug=row.office, **of_unit)}
    if center:
        return {"center": center}
    return {"unit": Unit.objects.get(slug=row.unit) if row.unit else province()}
