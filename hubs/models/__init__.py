from hubs.models.hubs import Hub
from hubs.models.organisations import Organisation, Tie
from hubs.models.vocabularies import Barrier, Sector, Territory, Theme

__all__ = ["Barrier", "Hub", "Organisation", "Sector", "Territory", "Theme", "Tie"]
