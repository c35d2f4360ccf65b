"""Sample content of the component gallery: every component of `templates/components/` in each of its states."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.clock import LOCAL_TZ

STATUSES = (
    ("SUBMITTED", "Mới nộp"),
    ("INCOMPLETE", "Chờ hoàn thiện"),
    ("NOT_ACCEPTED", "Từ chối tiếp nhận"),
    ("RECEIVED", "Đã tiếp nhận"),
    ("PROCESSING", "Đang giải quyết"),
    ("AWAITING_SUPPLEMENT", "Chờ bổ sung"),
    ("AWAITING_PAYMENT", "Chờ nghĩa vụ tài chính"),
    ("WITHDRAWN", "Đã rút"),
    ("RETURNED", "Trả lại"),
    ("RESOLVED", "Đã có kết quả"),
    ("DELIVERED", "Đã trả kết quả"),
)
PALETTE = ("paper", "card", "sunken", "ink", "header", "terracotta", "gold", "action", "green", "amber", "red", "grey")


class SampleForm(forms.Form):
    """One field of each shape."""

    full_name = forms.CharField(label=gettext_lazy("Full name"), help_text=gettext_lazy("As on the identity card"))
    phone = forms.CharField(label=gettext_lazy("Phone"), required=False)
    relation = forms.ChoiceField(
        label=gettext_lazy("Who files"),
        widget=forms.RadioSelect,
        choices=[("owner", gettext_lazy("The owner")), ("relative", gettext_lazy("A relative with authorisation"))],
    )
    wants = forms.MultipleChoiceField(
        label=gettext_lazy("Messages by"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("email", gettext_lazy("E-mail")), ("post", gettext_lazy("Letter"))],
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Place of collection"),
        choices=[("", "–"), ("sa-pa", "Phường Sa Pa"), ("ta-van", "Xã Tả Van")],
    )
    remark = forms.CharField(label=gettext_lazy("Remark"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    paper = forms.FileField(label=gettext_lazy("Enclosed paper"), help_text=gettext_lazy("PDF, JPG or PNG, up to 6 MB"))
    truth = forms.BooleanField(label=gettext_lazy("I declare that this is true"))


def context() -> dict[str, Any]:
    """Everything the gallery shows; all of it invented."""
    return {
        "palette": PALETTE,
        "statuses": STATUSES,
        "lights": ("green", "yellow", "red", "grey"),
        "notice_kinds": ("info", "success", "warning", "error"),
        "button_kinds": ("primary", "secondary", "danger", "quiet"),
        "empty_form": SampleForm(prefix="empty"),
        "wrong_form": SampleForm(
            {"wrong-phone": "0900 000 012", "wrong-remark": "Đã gõ thì không mất."}, prefix="wrong"
        ),
        "page": Paginator(range(200), 20).page(5),
        "moment": datetime(2026, 11, 19, 9, 10, tzinfo=LOCAL_TZ),
        **_lists(),
        **_journeys(),
    }


def _lists() -> dict[str, Any]:
    return {
        "columns": [_("Code"), _("Procedure"), _("Owner"), _("Fee")],
        "rows": [
            ["H38.03006-261119-0001", "Đăng ký khai sinh", "N***** V** A*", "0 đ"],
            ["H38.03006-261119-0002", "Chứng thực bản sao từ bản chính", "L* T** M***", "15.000 đ"],
        ],
        "number_columns": [4],
        "summary_rows": [
            {"label": _("Procedure"), "value": "Đăng ký khai sinh", "is_official": True},
            {"label": _("Owner"), "value": "Nguyễn Văn An", "href": "#summary", "action": _("Change")},
            {"label": _("Phone"), "value": "0900 000 012", "href": "#summary", "action": _("Change")},
        ],
        "task_items": [
            {"label": _("Who files"), "href": "#tasks", "is_done": True},
            {"label": _("Enclosed papers"), "href": "#tasks", "is_done": False, "hint": _("2 papers are needed")},
            {"label": _("Check and send"), "is_done": False, "status": _("Not yet possible")},
        ],
        "crumbs": [{"label": _("Procedures"), "href": "/thu-tuc/"}, {"label": "Đăng ký khai sinh"}],
    }


def _journeys() -> dict[str, Any]:
    at = datetime(2026, 11, 19, 9, 10, tzinfo=LOCAL_TZ)
    return {
        "explanation": [
            "Tiếp nhận lúc 09:10 ngày 19/11/2026 (thứ Năm), trong giờ làm việc.",
            "Thời hạn 5 ngày làm việc, ngày tiếp nhận không tính.",
            "Không tính thứ Bảy 21/11 và Chủ nhật 22/11.",
            "Hẹn trả: 09:10 ngày 26/11/2026 (thứ Năm).",
        ],
        "timeline": [
            {"title": "Đã tiếp nhận", "at": at, "by": "Quầy tiếp nhận và trả kết quả"},
            {"title": "Đang giải quyết", "at": at.replace(hour=14), "by": "Phòng Kinh tế", "state": "current"},
            {"title": "Trả kết quả", "text": "Hẹn trả trước 09:10 ngày 26/11/2026", "state": "future"},
        ],
        "process": [
            {"name": "Tiếp nhận hồ sơ", "role": "Công chức một cửa", "time": "2 giờ", "state": "done"},
            {"name": "Thẩm định hồ sơ", "role": "Công chức chuyên môn", "time": "3 ngày", "state": "current"},
            {"name": "Ký duyệt", "role": "Lãnh đạo phường", "time": "1 ngày"},
            {"name": "Trả kết quả", "role": "Công chức một cửa", "time": "2 giờ"},
        ],
    }
