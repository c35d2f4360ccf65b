from tests.dossiers_public.conftest import addresses, at_nine_ten, citizen, empty_cache, own_store, world

__all__ = ["addresses", "at_nine_ten", "citizen", "empty_cache", "own_store", "world"]
