"""Where values are from, and the day from which the values of the catalogue apply."""

from datetime import date

SEED_VALID_FROM = date(2025, 7, 1)  # Decree 118/2025 comes into force, the centers open
DECREE_118 = "Nghị định 118/2025/NĐ-CP"
DECREE_61 = "Nghị định 61/2018/NĐ-CP"
DECISION_766 = "Quyết định 766/QĐ-TTg"
PAKN = f"{DECISION_766}, công thức chỉ số 5.2"
PDPL = "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15; Nghị định 356/2025/NĐ-CP"
DECREE_91 = (
    "Nghị định 91/2020/NĐ-CP, Điều 13 (tin nhắn quảng cáo: 07:00–22:00); áp dụng cho thông báo là lựa chọn của hệ thống"
)
OWN_CHOICE = "Lựa chọn của hệ thống; chưa thấy quy định"
