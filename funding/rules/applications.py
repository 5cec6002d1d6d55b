from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.models import PROJECT, TEAM, Application, Part, Question, Scheme, money, parts_of
from funding.rules.calls import reasons_why_closed
from hubs.models import Territory

SUMMARY_WORDS = 150
MOST_PARTNERS = 8


@dataclass(frozen=True)
class Gap:
    """Something that keeps one page of the form from being complete."""

    part: Part
    field: str
    text: str


def count_words(text: str) -> int:
    """Runs of anything but white space; the script in the browser counts alike."""
    return len(text.split())


def reasons_not_to_submit(application: Application, *, now: datetime) -> Iterator[str]:
    yield from reasons_why_closed(application.call, now=now)
    for gap in gaps(application):
        yield gap.text
    for part in parts_of(application.call.scheme):
        if part.slug not in application.completed:
            yield _("“%(section)s” is not marked as completed.") % {"section": part.name}


def gaps(application: Application, slug: str = "") -> Iterator[Gap]:
    """What is still missing or out of bounds: on one page of the form, or on all of them."""
    for part in parts_of(application.call.scheme):
        if slug not in ("", part.slug):
            continue
        checks = {PROJECT: project_gaps, TEAM: team_gaps}.get(part.slug)
        found = checks(application) if checks else answer_gaps(application, part)
        for field, text in found:
            yield Gap(part, field, text)


def project_gaps(application) -> Iterator[tuple[str, str]]:
    if not application.title:
        yield "title", _("Enter a title for your project.")
    if not application.summary:
        yield "summary", _("Enter a plain-language summary.")
    yield from too_many_words("summary", _("The summary"), application.summary, SUMMARY_WORDS)
    yield from amount_gaps(application, application.call.scheme)
    yield from length_gaps(application, application.call.scheme)
    if not application.starts_on:
        yield "starts_on", _("Enter the date on which your project starts.")
    elif application.starts_on < application.call.closes_at.date():
        yield "starts_on", _("Your project cannot start before the call has closed.")


def amount_gaps(application, scheme) -> Iterator[tuple[str, str]]:
    if application.amount is None:
        yield "amount", _("Enter the amount you ask for.")
    elif not scheme.min_amount <= application.amount <= scheme.max_amount:
        text = _("You ask for %(amount)s. It must be between %(smallest)s and %(largest)s.")
        yield (
            "amount",
            text
            % {
                "amount": money(application.amount, scheme.currency),
                "smallest": money(scheme.min_amount, scheme.currency),
                "largest": money(scheme.max_amount, scheme.currency),
            },
        )


def length_gaps(application, scheme) -> Iterator[tuple[str, str]]:
    if application.months is None:
        yield "months", _("Enter how many months your project takes.")
    elif not scheme.min_months <= application.months <= scheme.max_months:
        text = _("The length must be between %(shortest)d and %(longest)d months.")
        yield "months", text % {"shortest": scheme.min_months, "longest": scheme.max_months}


def team_gaps(application) -> Iterator[tuple[str, str]]:
    if not application.employer_name:
        yield "employer_name", _("Enter the organisation that employs you, or that you speak for.")
    if not application.sector_id:
        yield "sector", _("Choose your sector.")
    partners = list(application.partners.all())
    for number, partner in enumerate(partners):
        yield from partner_gaps(application, partner, number)
    yield from together_gaps(application, partners)


def partner_gaps(application, partner, number) -> Iterator[tuple[str, str]]:
    row = {"number": number + 1}
    if not partner.name:
        yield f"partner_{number}_name", _("Enter the name of partner %(number)d.") % row
    if not partner.sector_id:
        yield f"partner_{number}_sector", _("Choose the sector of partner %(number)d.") % row
    elif (
        application.call.scheme.kind == Scheme.Kind.EXPERIENCE_AWARD
        and partner.sector_id == application.sector_id
    ):
        text = _("Partner %(number)d is in your own sector. It must be in another one.")
        yield f"partner_{number}_sector", text % row
    if not partner.territory_id:
        text = _("Choose the nation or country of partner %(number)d.")
        yield f"partner_{number}_territory", text % row


def together_gaps(application, partners) -> Iterator[tuple[str, str]]:
    """What the scheme asks of applicant and partners as a whole."""
    scheme, hub = application.call.scheme, application.call.hub
    if len(partners) < scheme.min_partners:
        text = ngettext(
            "Name at least %(count)d partner organisation.",
            "Name at least %(count)d partner organisations.",
            scheme.min_partners,
        )
        yield "partner_0_name", text % {"count": scheme.min_partners}
        return
    sectors = {application.sector_id, *(partner.sector_id for partner in partners)} - {None}
    if len(sectors) < scheme.min_sectors:
        text = _("You and your partners must come from at least %(count)d different sectors.")
        yield "partner_0_sector", text % {"count": scheme.min_sectors}
    if scheme.partner_in_hub_nation and hub and not any_in_nation_of(hub, partners):
        text = _("At least one partner must be in %(place)s.") % {"place": hub.short_name}
        yield "partner_0_territory", text


def any_in_nation_of(hub, partners) -> bool:
    places = {place.pk: place for place in Territory.objects.all()}
    nation = nation_of(hub.territory_id, places)
    return any(
        nation_of(partner.territory_id, places) == nation
        for partner in partners
        if partner.territory_id
    )


def nation_of(pk: int, places: dict[int, Territory]) -> int:
    """Climbs to the nation, or to the country where a country has no nations."""
    while (place := places[pk]).parent_id and place.kind != Territory.Kind.NATION:
        pk = place.parent_id
    return pk


def answer_gaps(application, part: Part) -> Iterator[tuple[str, str]]:
    texts = {answer.question_id: answer.text for answer in application.answers.all()}
    for question in part.questions:
        text, field = texts.get(question.pk, ""), f"q{question.pk}"
        if question.required and not text:
            yield field, _("Answer “%(question)s”") % {"question": question.wording}
        if question.kind == Question.Kind.TEXT:
            name = _("Your answer to “%(question)s”") % {"question": question.wording}
            yield from too_many_words(field, name, text, question.word_limit)


def too_many_words(field, name, text, limit) -> Iterator[tuple[str, str]]:
    if (count := count_words(text)) > limit:
        message = _("%(name)s has %(count)d words; at most %(limit)d are allowed.")
        yield field, message % {"name": name, "count": count, "limit": limit}
