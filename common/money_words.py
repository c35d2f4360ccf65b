"""Money in Vietnamese words, as receipts and bank papers write it. Always Vietnamese: an official text."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", " nghìn", " triệu")


def vnd_in_words(amount: int) -> str:
    """Whole đồng, not negative: `vnd_in_words(15000) == "Mười lăm nghìn đồng"`."""
    words = _read(amount) if amount else DIGITS[0]
    return f"{words[0].upper()}{words[1:]} đồng"


def _read(amount: int) -> str:
    billions, rest = divmod(amount, 10**9)
    parts = [f"{_read(billions)} tỷ"] if billions else []
    for place in (2, 1, 0):
        group = rest // 1000**place % 1000
        if group:
            parts.append(f"{_three(group, is_first=not parts)}{GROUPS[place]}")
    return " ".join(parts)


def _three(group: int, *, is_first: bool) -> str:
    hundreds, rest = divmod(group, 100)
    if is_first and not hundreds:
        return _two(rest)
    head = f"{DIGITS[hundreds]} trăm"
    if not rest:
        return head
    return f"{head} {'lẻ ' + DIGITS[rest] if rest < 10 else _two(rest)}"


def _two(rest: int) -> str:
    tens, ones = divmod(rest, 10)
    if not tens:
        return DIGITS[ones]
    head = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    if not ones:
        return head
    if ones == 5:
        return f"{head} lăm"
    if tens > 1 and ones in (1, 4):
        return f"{head} {'mốt' if ones == 1 else 'tư'}"
    return f"{head} {DIGITS[ones]}"
