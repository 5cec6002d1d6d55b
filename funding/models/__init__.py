from funding.models.applications import Answer, Application, Partner, Revision
from funding.models.calls import Call
from funding.models.reviews import Assignment, Review, Score
from funding.models.schemes import Criterion, Question, Scheme, Section

__all__ = [
    "Answer",
    "Application",
    "Assignment",
    "Call",
    "Criterion",
    "Partner",
    "Question",
    "Review",
    "Revision",
    "Scheme",
    "Score",
    "Section",
]
