"""Pages that are open to everybody: language, display, components, home, probes."""

from tests.access_matrix import Row, everybody

ROWS = {
    "home": Row(everybody()),
    "livez": Row(everybody()),
    "readyz": Row(everybody()),
    "common:worker": Row(everybody()),
    "common:manifest": Row(everybody()),
    "common:no_line": Row(everybody()),
    "common:language": Row(everybody(), method="post", data={"language": "vi"}),
    "common:display": Row(everybody(), method="post"),
    "common:components": Row(everybody()),
}
