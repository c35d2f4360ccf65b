import pytest

from tests.dossiers.world import World, world

__all__ = ["world"]


@pytest.fixture(autouse=True)
def papers_of_these_tests(world: World) -> None:
    """Only papers of the published list are asked for."""
    listed = world.versions["days"].papers
    for number, name in enumerate(("Tờ khai theo mẫu", f"Giấy xác nhận {'rất dài ' * 30}"), start=2):
        listed.create(number=number, name=name, originals=1, copies=0)
