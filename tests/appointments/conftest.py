from tests.dossiers.world import world

__all__ = ["world"]
