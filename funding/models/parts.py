"""The pages of an application form: two that every scheme has, then the scheme's own questions."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from funding.models.schemes import Question, Scheme

PROJECT, TEAM = "project", "team"
# Addresses under an application that no section may take.
RESERVED = {PROJECT, TEAM, "check", "submit", "submitted", "withdraw", "reply"}


@dataclass(frozen=True)
class Part:
    slug: str
    name: str
    hint: str = ""
    questions: list[Question] = field(default_factory=list)


def parts_of(scheme: Scheme) -> list[Part]:
    """All pages of the form in order, in the active language."""
    own = [
        Part(section.slug, str(section.name), str(section.hint), list(section.questions.all()))
        for section in scheme.sections.all()
    ]
    return [
        Part(PROJECT, _("The project"), _("Title, summary, amount and dates")),
        Part(TEAM, _("Applicant and partners"), _("Who works together, and from which sectors")),
        *own,
    ]
