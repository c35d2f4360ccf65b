from tests.dossiers.world import world
from tests.dossiers_staff.conftest import at_nine_ten, own_store
from tests.officers.colleagues import office

__all__ = ["at_nine_ten", "office", "own_store", "world"]
