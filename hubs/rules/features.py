"""What a feature says, to the letter; when it may be sent, proposed, approved and published."""

import datetime as dt
import hashlib
import json
import re

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from hubs.models import Feature, Interviewee, Picture
from hubs.models.features import languages_in
from hubs.models.publishing import texts
from hubs.rules.publishing import OWED, owes_welsh, reasons_against_languages

# Letters of any script, joined by hyphens or apostrophes: "well-being", "d’accord".
ONE_WORD = re.compile(r"[^\W\d_]+(?:[-'’‑][^\W\d_]+)*")
LONGEST_WORD = 60
LANGUAGES = dict(settings.LANGUAGES)
ASKED_TO_APPROVE = {Feature.Status.PROPOSED, Feature.Status.APPROVED, Feature.Status.PUBLISHED}
# A sentence for each: in Welsh the name of a language changes with the word before it.
NOT_ANSWERED = {
    "cy": ngettext_lazy(
        "%(count)d answer is not there in Welsh. Add it, or record a reason.",
        "%(count)d answers are not there in Welsh. Add them, or record a reason.",
        "count",
    ),
    "en": ngettext_lazy(
        "%(count)d answer is not there in English. Add it, or record a reason.",
        "%(count)d answers are not there in English. Add them, or record a reason.",
        "count",
    ),
}


def is_one_word(text: str) -> bool:
    word = text.strip()
    return len(word) <= LONGEST_WORD and bool(ONE_WORD.fullmatch(word))


def content(feature: Feature) -> dict:
    """Everything that the page shows in all its languages, as plain data for JSON.

    A language in which something is still missing is left out: nobody is shown that page, so
    nobody could approve it. Where no language is complete, all that there is stays in.
    People are named only if they agreed to be named; the picture needs all of them.
    """
    answers = feature.answers.order_by("position", "pk")
    everybody = list(feature.interviewees.select_related("organisation").order_by("pk"))
    people = [person for person in everybody if person.is_named()]
    # whoever agrees to be named agrees to the picture, and nobody knows who is on it
    picture = feature.picture if len(people) == len(everybody) else None
    whole = {
        # not shown from here, but approved with it
        "partner": feature.organisation_id,
        "series": feature.series_id,
        "title": texts(feature.title),
        "intro": texts(feature.intro),
        "author": feature.author,
        "source": feature.source_url,
        "picture": _picture(picture),
        "people": [_person(person, feature) for person in people],
        "answers": [
            {
                "question": texts(answer.wording),
                "text": texts(answer.text),
                "one_word": answer.one_word,
            }
            for answer in answers
            if texts(answer.text)
        ],
    }
    return _only(whole, set(languages_in(whole)))


def _only(part, languages: set[str]):
    """The same without the texts in other languages; a text that is in none of these stays."""
    if isinstance(part, list):
        return [_only(each, languages) for each in part]
    if not isinstance(part, dict):
        return part
    if not part.keys() <= LANGUAGES.keys():
        return {key: _only(value, languages) for key, value in part.items()}
    return {code: said for code, said in part.items() if code in languages} or part


def _person(person: Interviewee, feature: Feature) -> dict:
    """Where they work is said only if it is not the partner itself."""
    elsewhere = person.organisation and person.organisation_id != feature.organisation_id
    place = texts(person.organisation.name) if elsewhere else {}
    affiliation = {settings.LANGUAGE_CODE: person.affiliation} if person.affiliation else place
    return {
        "id": person.pk,
        "name": person.name,
        "post": texts(person.post),
        "affiliation": affiliation,
    }


def _picture(picture: Picture | None) -> dict | None:
    if picture is None:
        return None
    return {
        "id": picture.pk,
        "file": picture.digest,
        "alt": texts(picture.alt),
        "caption": texts(picture.caption),
        "credit": picture.credit,
        "rights": picture.rights,
    }


def digest(content: dict) -> str:
    """The SHA-256 of the content in one canonical form: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def current_digest(feature: Feature) -> str:
    return digest(content(feature))


def has_changed(feature: Feature) -> bool:
    """Whether what is being written differs from what everybody sees; False before that."""
    return bool(feature.shown) and digest(feature.shown) != current_digest(feature)


def is_public_now(feature: Feature, *, now: dt.datetime) -> bool:
    published = feature.status == Feature.Status.PUBLISHED
    return published and feature.public_from is not None and feature.public_from <= now


def not_approved_by(feature: Feature, *, approved: str):
    """Whoever was invited or has an address, and has not approved exactly this digest."""
    asked = feature.interviewees.to_approve().exclude(approved_digest=approved)
    return list(asked.order_by("pk"))


def reasons_against_nobody(feature: Feature):
    """Only somebody who can be written to can say that the text is right."""
    if not feature.interviewees.exclude(email="").exists():
        yield _("Add an interviewee with an e-mail address first.")


def reasons_to_keep(interviewee: Interviewee):
    """Why an interviewee cannot be deleted, nor be left without an address."""
    if interviewee.invited_at:
        yield _("%(name)s was invited, so nothing is published without their approval.") % {
            "name": interviewee.name
        }


def reasons_not_to_invite(feature: Feature):
    yield from reasons_against_nobody(feature)
    if not feature.series.questions.filter(retired=False).exists():
        yield _("The series has no questions yet.")


def reasons_not_to_send(feature: Feature):
    """Why the interviewee cannot hand the answers over yet."""
    answers = list(feature.answers.all())
    if not any(answer.typed.strip() for answer in answers):
        yield _("Answer at least one question.")
    for answer in answers:
        if answer.one_word and answer.typed.strip() and not is_one_word(answer.typed):
            yield _("“%(question)s” – answer with one word.") % {"question": answer.wording}


def reasons_not_to_propose(feature: Feature):
    yield from reasons_against_nobody(feature)
    yield from reasons_against_languages(feature, why="-")
    shown = content(feature)
    if not shown["answers"]:
        yield _("There is no answer to show yet.")
    if not languages_in(shown):
        yield _("No language is complete yet: title, introduction and every answer belong to it.")
    for answer in shown["answers"]:
        if answer["one_word"] and not all(map(is_one_word, answer["text"].values())):
            yield _("The answer in one word has more than one word.")
    if feature.proposed_digest == digest(shown):
        yield _("Exactly this text was sent for approval already.")


def reasons_not_to_approve(feature: Feature, *, seen: str):
    """`seen` is the digest of the page that the interviewee had open."""
    if feature.status not in ASKED_TO_APPROVE or not feature.proposed_digest:
        yield _("Nothing waits for your approval now.")
    elif seen != feature.proposed_digest or seen != current_digest(feature):
        yield _("The text has changed since you opened this page. Please read it again.")


def reasons_not_to_publish(feature: Feature, *, why: str = ""):
    """`why` is the recorded reason for publishing without the Welsh that is owed."""
    yield from reasons_against_nobody(feature)
    yield from reasons_against_languages(feature, why=why)
    shown = content(feature)
    now = digest(shown)
    if feature.proposed_digest != now:
        yield _("The text has changed since it was proposed. Propose it again.")
    elif missing := not_approved_by(feature, approved=now):
        names = ", ".join(person.name for person in missing)
        yield _("Not yet approved by: %(names)s.") % {"names": names}
    if feature.shown and digest(feature.shown) == now and feature.status == "published":
        yield _("Exactly this is public already.")
    if owes_welsh(feature) and not why.strip():
        yield from _not_answered(shown)


def _not_answered(shown: dict):
    """How many answers lack an owed language."""
    for code in OWED:
        if missing := sum(code not in answer["text"] for answer in shown["answers"]):
            yield NOT_ANSWERED[code] % {"count": missing}
