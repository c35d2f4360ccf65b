"""The picture of a process: every box in its place, every word inside its box."""

import re

from hypothesis import given
from hypothesis import strategies as st

from procedures.diagram import ACROSS, BOX_WIDTH, LINE, Box, Cell, diagram_of, picture

WORDS = st.text("aăâbcdđeêghik ơưtuvxy", min_size=1, max_size=120)
BOXES = st.lists(
    st.builds(Box, st.just(1), WORDS, WORDS, WORDS, st.sampled_from(["todo", "done", "current"]), WORDS, st.booleans()),
    max_size=9,
)


def _overlap(one: Cell, other: Cell) -> bool:
    apart = one.x + one.width <= other.x or other.x + other.width <= one.x
    return not (apart or one.y + one.height <= other.y or other.y + other.height <= one.y)


@given(BOXES, st.integers(1, 5))
def test_boxes_stand_apart_inside_the_picture_and_no_word_is_lost(boxes: list[Box], across: int) -> None:
    drawn = picture(boxes, across=across)
    assert [cell.box for cell in drawn.cells] == boxes
    for number, cell in enumerate(drawn.cells):
        assert cell.x >= 0
        assert cell.x + cell.width <= drawn.width
        assert cell.y + cell.height <= drawn.height
        assert not any(_overlap(cell, other) for other in drawn.cells[number + 1 :])
        assert all(cell.y < line.y <= cell.y + cell.height for line in cell.lines)
        written = "".join(line.words for line in cell.lines).replace(" ", "")
        box = cell.box
        assert written == f"{box.number}.{box.name}{box.role}{box.who}{box.time}".replace(" ", "")
        if box.state != "todo" or box.is_late:
            assert all(cell.state_y >= line.y + LINE - 1 for line in cell.lines)
    assert len(drawn.arrows) == max(0, len(boxes) - 1)


def test_on_a_phone_the_boxes_stand_one_below_the_other() -> None:
    boxes = [Box(number, "Thụ lý hồ sơ", "Chuyên viên", "8 giờ") for number in range(1, 6)]
    drawn = diagram_of(boxes)
    assert len({cell.x for cell in drawn.tall.cells}) == 1
    assert drawn.tall.width <= BOX_WIDTH + 10
    assert [cell.y for cell in drawn.tall.cells] == sorted({cell.y for cell in drawn.tall.cells})
    assert len({cell.y for cell in drawn.wide.cells}) == -(-len(boxes) // ACROSS)
    assert all(re.fullmatch(r"M\d+ \d+[HV][\dHV]+", arrow) for arrow in (*drawn.wide.arrows, *drawn.tall.arrows))
