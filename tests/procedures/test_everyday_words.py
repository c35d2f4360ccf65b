"""What people type, and the procedure they mean: among the first three."""

import pytest

from procedures.load import LoadReport
from procedures.search import search

from .conftest import NOW

TODAY = NOW.date()

EVERYDAY = [
    ("sổ đỏ", "1.013978"),
    ("làm sổ đỏ", "1.013978"),
    ("lam so do", "1.013978"),
    ("sổ đỏ bị mất", "1.012786"),
    ("đổi sổ đỏ", "1.012783"),
    ("sang tên", "1.013831"),
    ("sang tên sổ đỏ cho con", "1.013831"),
    ("mua bán đất", "1.013831"),
    ("tách sổ", "1.012784"),
    ("lên thổ cư", "1.013949"),
    ("tranh chấp đất", "1.012812"),
    ("vay ngân hàng", "1.011441"),
    ("giấy khai sinh", "1.001193"),
    ("làm giấy khai sinh cho con", "1.001193"),
    ("mất giấy khai sinh", "2.000635"),
    ("sai tên trên giấy khai sinh", "1.004859"),
    ("hộ khẩu", "1.004222"),
    ("nhập khẩu", "1.004222"),
    ("tách hộ khẩu", "1.010038"),
    ("lấy vợ", "1.000894"),
    ("lấy chồng nước ngoài", "2.000806"),
    ("đăng ký kết hôn", "1.000894"),
    ("giấy độc thân", "1.004873"),
    ("chứng tử", "1.000656"),
    ("người thân mất", "1.000656"),
    ("xin con nuôi", "2.001263"),
    ("công chứng bản sao", "2.000815"),
    ("phô tô công chứng", "2.000815"),
    ("giấy ủy quyền", "2.000884"),
    ("sơ yếu lý lịch", "2.000884"),
    ("lập di chúc", "2.001019"),
    ("giấy phép xây nhà", "1.013225"),
    ("tôi muốn xin phép xây nhà", "1.013225"),
    ("sửa nhà", "1.013229"),
    ("mở quán", "1.001612"),
    ("mở quán ăn", "1.014230"),
    ("giấy phép kinh doanh", "1.001612"),
    ("đóng cửa hàng", "1.001266"),
    ("bán rượu", "2.000620"),
    ("homestay", "2.001478"),
    ("trợ cấp người già", "1.014027"),
    ("người khuyết tật", "1.001699"),
    ("hộ nghèo", "1.011607"),
    ("chứng minh thư", "1.014061"),
    ("mất cccd", "1.014064"),
    ("mất thẻ bảo hiểm", "1.002759"),
    ("đi bộ đội", "1.013133"),
    ("chuyển trường cho con", "1.005099"),
    ("khoan giếng", "1.001662"),
    ("chặt cây", "1.002693"),
]
INITIALS = [
    ("dkks", "1.001193"),
    ("ĐKKH", "1.000894"),
    ("gcn qsdd", "1.013978"),
    ("gpxd", "1.013225"),
    ("dk hkd", "1.001612"),
]
MISTAKES = [
    ("khai sinhh", "1.001193"),
    ("ddang ky khai sinh", "1.001193"),
    ("dang kys khai sinh", "1.001193"),
    ("ddawng kys keets hoon", "1.000894"),
    ("d9ang1 ky1 ke6t1 ho6n", "1.000894"),
    ("khia sinh", "1.001193"),
    ("dang ky ket hom", "1.000894"),
    ("giay phep xay nah", "1.013225"),
    ("chưng thưc ban sap", "2.000815"),
    ("sor ddor", "1.013978"),
    ("ho khuau", "1.004222"),
]
PLACES = [
    ("khai sinh Sa Pả", "1.001193"),
    ("đăng ký kết hôn phường Hàm Rồng", "1.000894"),
    ("khai sinh xã Tả Phìn huyện Sa Pa", "1.001193"),
    ("sổ đỏ huyện Bát Xát", "1.013978"),
    ("chứng thực bản sao ở thị xã Sa Pa tỉnh Lào Cai", "2.000815"),
]


@pytest.mark.parametrize(("typed", "code"), [*EVERYDAY, *INITIALS, *MISTAKES, *PLACES])
def test_what_is_meant_is_among_the_first_three(catalogue: LoadReport, typed: str, code: str) -> None:
    assert code in [hit.code for hit in search(typed, on=TODAY, limit=3)]
