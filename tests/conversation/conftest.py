from tests.dossiers.world import world
from tests.dossiers_staff.conftest import at_nine_ten, own_store

__all__ = ["at_nine_ten", "own_store", "world"]
