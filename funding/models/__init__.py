from funding.models.applications import Answer, Application, Partner
from funding.models.calls import Call
from funding.models.parts import PROJECT, RESERVED, TEAM, Part, parts_of
from funding.models.reviews import Assignment, Review, Score
from funding.models.revisions import Revision
from funding.models.schemes import Criterion, Question, Scheme, Section
from hubs.models.money import money

__all__ = [
    "PROJECT",
    "RESERVED",
    "TEAM",
    "Answer",
    "Application",
    "Assignment",
    "Call",
    "Criterion",
    "Part",
    "Partner",
    "Question",
    "Review",
    "Revision",
    "Scheme",
    "Score",
    "Section",
    "money",
    "parts_of",
]
