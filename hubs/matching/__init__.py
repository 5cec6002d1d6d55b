from hubs.matching.around import relations_of
from hubs.matching.hubs import Aims, Reason, Relation, aims, hubs_to_meet, reasons, relations

__all__ = [
    "Aims",
    "Reason",
    "Relation",
    "aims",
    "hubs_to_meet",
    "reasons",
    "relations",
    "relations_of",
]
