"""What an application holds: as plain data for one page of its form, and as lines to read."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.models import PROJECT, TEAM, Application, Part, Question, money, parts_of
from hubs.models import Sector, Territory


def contents(application: Application, slug: str) -> dict:
    """What one page of the form holds now, in the shape that a save brings."""
    if slug == PROJECT:
        return {
            "title": application.title,
            "summary": application.summary,
            "amount": application.amount,
            "starts_on": application.starts_on.isoformat() if application.starts_on else None,
            "months": application.months,
        }
    if slug == TEAM:
        return {
            "employer_name": application.employer_name,
            "sector": application.sector_id,
            "partners": [
                {
                    "name": partner.name,
                    "sector": partner.sector_id,
                    "territory": partner.territory_id,
                    "contact": partner.contact,
                    "role": partner.role,
                }
                for partner in application.partners.all()
            ],
        }
    wanted = {
        question.pk
        for section in application.call.scheme.sections.all()
        if section.slug == slug
        for question in section.questions.all()
    }
    texts = {answer.question_id: answer.text for answer in application.answers.all()}
    return {str(pk): texts.get(pk, "") for pk in sorted(wanted)}


def sheet(application: Application) -> list[dict]:
    """The whole application to read: one {part, rows} for each page of its form."""
    names = Names.within(application)
    return [
        {
            "part": part,
            "rows": rows(application, part, contents(application, part.slug), names=names),
        }
        for part in parts_of(application.call.scheme)
    ]


@dataclass(frozen=True)
class Names:
    """What sectors and places are called, by their keys."""

    sectors: dict[int, str]
    territories: dict[int, str]

    @classmethod
    def all(cls) -> "Names":
        return cls(
            {sector.pk: str(sector) for sector in Sector.objects.all()},
            {place.pk: str(place) for place in Territory.objects.all()},
        )

    @classmethod
    def within(cls, application: Application) -> "Names":
        """Those that a whole application has with it, without asking the database again."""
        partners = application.partners.all()
        sectors = [application.sector, *(partner.sector for partner in partners)]
        places = [partner.territory for partner in partners]
        return cls(
            {sector.pk: str(sector) for sector in sectors if sector},
            {place.pk: str(place) for place in places if place},
        )


def rows(application: Application, part: Part, data: dict, *, names: Names) -> list:
    """Lines {label, value, field} of one page from the data of a save, saved or not."""
    if part.slug == PROJECT:
        return project_rows(application, data)
    if part.slug == TEAM:
        return team_rows(data, names)
    wordings = {answer.question_id: answer.wording for answer in application.answers.all()}
    return [
        {
            "label": wordings.get(question.pk) or str(question.wording),
            "value": answer_text(question, data.get(str(question.pk), "")),
            "field": f"q{question.pk}",
        }
        for question in part.questions
    ]


def answer_text(question: Question, text: str) -> str:
    if question.kind != Question.Kind.YES_NO:
        return text
    return {"yes": _("Yes"), "no": _("No")}.get(text, "")


def project_rows(application, data) -> list[dict]:
    months, starts_on = data["months"], data["starts_on"]
    length = ngettext("%(count)d month", "%(count)d months", months or 0) % {"count": months or 0}
    return [
        line("title", _("Project title"), data["title"]),
        line("summary", _("Plain-language summary"), data["summary"]),
        line(
            "amount",
            _("Amount asked for"),
            money(data["amount"], application.call.scheme.currency),
        ),
        line(
            "starts_on",
            _("Planned start"),
            date_format(date.fromisoformat(starts_on)) if starts_on else "",
        ),
        line("months", _("Length"), length if months else ""),
    ]


def team_rows(data, names: Names) -> list[dict]:
    partners = [
        line(f"partner_{number}_name", _("Partner %(number)d") % {"number": number + 1}, text)
        for number, partner in enumerate(data["partners"])
        if (text := partner_text(partner, names))
    ]
    return [
        line("employer_name", _("Organisation of the applicant"), data["employer_name"]),
        line("sector", _("Sector of the applicant"), names.sectors.get(data["sector"], "")),
        *(partners or [line("partner_0_name", _("Partner organisations"), "")]),
    ]


def partner_text(partner: dict, names: Names) -> str:
    place = [names.sectors.get(partner["sector"]), names.territories.get(partner["territory"])]
    parts = [
        partner["name"],
        " · ".join(filter(None, place)),
        partner["contact"],
        partner["role"],
    ]
    return "\n".join(filter(None, parts))


def line(field: str, label: str, value: str) -> dict:
    return {"label": label, "value": value, "field": field}
