"""The page of the local providers: what arrived on phones, and what is to go wrong next."""

import html
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sapa_center.local.providers import Message, Providers

STYLE = (
    "body{font:18px/1.6 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;background:#fdfaf4;color:#1b2a4a}"
    "button,select,input{font:inherit;min-height:44px;padding:.3em .6em;border:2px solid #1b2a4a;border-radius:6px;"
    "background:#fff;max-width:100%;box-sizing:border-box}li{background:#fff;border:1px solid #c9c2b3;margin:.5em 0;"
    "padding:.6em 1em;border-radius:6px;overflow-wrap:anywhere}ol{list-style:none;padding:0}small{color:#4a5568}"
)
LABELS = {
    "ok": "nhận tin",
    "slow": "chậm 2 giây",
    "error": "trả lỗi 500",
    "drop": "nhận rồi ngắt kết nối",
    "refuse": "từ chối với mã",
}
NAMES = {"zalo": "Zalo", "sms": "SMS"}
SHOWN = 200


def page(providers: "Providers") -> str:
    arrived = "".join(_line(one) for one in providers.messages[: -SHOWN - 1 : -1]) or "<li>Chưa có tin nào.</li>"
    doubles = len(providers.doubles())
    choices = "".join(_choice(name, providers) for name in NAMES)
    return (
        "<!doctype html><html lang='vi'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<title>Zalo và SMS thử</title><style>{STYLE}</style><main><h1>Zalo và SMS thử</h1>"
        "<p>Máy chủ giả trên máy này: không tin nào ra ngoài.<br><span lang='en'>Providers of this machine: nothing "
        "leaves it.</span></p>"
        f"<form method='post' action='/mode'>{choices}<p><button>Đặt</button> "
        "<button name='expire' value='1'>Đặt và làm hết hạn token Zalo</button></p></form>"
        f"<h2>Đã nhận: {len(providers.messages)} tin, {doubles} tin lặp</h2><ol>{arrived}</ol></main></html>"
    )


def _choice(name: str, providers: "Providers") -> str:
    options = "".join(
        f"<option value='{mode}'{' selected' if providers.modes[name] == mode else ''}>{label}</option>"
        for mode, label in LABELS.items()
    )
    return (
        f"<p><label>{NAMES[name]}: <select name='{name}'>{options}</select></label> <label>mã "
        f"<input name='{name}_code' value='{html.escape(providers.code[name])}' size='5'></label></p>"
    )


def _line(one: "Message") -> str:
    moment = time.strftime("%H:%M:%S", time.localtime(one.at))
    return (
        f"<li>{moment} <strong>{NAMES[one.provider]}</strong> {html.escape(one.phone)}<br>{html.escape(one.said)}<br>"
        f"<small>{html.escape(one.uid)}</small></li>"
    )
