"""The 54 ethnic groups of Viet Nam (Decision 121-TCTK/PPCĐ of 1979), offered while typing; anything may be entered."""

ETHNIC_GROUPS = (
    "Kinh", "Mông", "Dao", "Tày", "Giáy", "Nùng", "Thái", "Phù Lá", "Hà Nhì", "La Chí", "Bố Y", "Mường", "Hoa", "Lào",
    "Khơ Mú", "Kháng", "La Ha", "La Hủ", "Lô Lô", "Lự", "Mảng", "Ngái", "Pà Thẻn", "Cơ Lao", "Cống", "Pu Péo",
    "Sán Chay", "Sán Dìu", "Si La", "Xinh Mun", "Ơ Đu", "Thổ", "Chứt", "Ba Na", "Brâu", "Bru Vân Kiều", "Chăm",
    "Chơ Ro", "Chu Ru", "Co", "Cơ Ho", "Cơ Tu", "Ê Đê", "Gia Rai", "Giẻ Triêng", "Hrê", "Khmer", "Mạ", "Mnông",
    "Ra Glai", "Rơ Măm", "Tà Ôi", "Xơ Đăng", "Xtiêng",
)  # fmt: skip
