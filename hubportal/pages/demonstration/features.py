"""Partner Perspectives in every stage; the people who answer are invented and say so."""

import datetime as dt

from hubportal.pages.demonstration.clock import at, moment
from hubportal.pages.demonstration.texts import LANGUAGES, load, text
from hubs import services
from hubs.models import Feature, Interviewee, Series, SeriesQuestion

# Days between one stage and the next, counted back from the day on which it came so far.
INVITED, ANSWERED, EDITED = 20, 12, 4
PUBLISHED = "published"


def build_features(hubs, organisations, drawn, managers, today: dt.date) -> list[Feature]:
    series = {row["slug"]: _series(row, hubs) for row in load("features")["series"]}
    return [
        _feature(row, series, hubs, organisations, drawn, managers, today)
        for row in load("features")["features"]
    ]


def _series(row: dict, hubs) -> Series:
    defaults = {name: text(row[name]) for name in ("name", "about")}
    defaults |= {"hub": hubs.get(row.get("hub")), "every_months": row["every_months"]}
    series, _new = Series.objects.get_or_create(slug=row["slug"], defaults=defaults)
    last = len(row["questions"])
    for number, wording in enumerate(row["questions"], 1):
        SeriesQuestion.objects.get_or_create(
            series=series,
            position=number,
            defaults={"wording": text(wording), "one_word": number == last},
        )
    return series


def _feature(row: dict, series, hubs, organisations, drawn, managers, today) -> Feature:
    if feature := Feature.objects.filter(slug=row["slug"]).first():
        return feature
    hub = hubs[row["hub"]]
    feature = Feature.objects.create(
        series=series[row["series"]],
        hub=hub,
        organisation=organisations[row["organisation"]],
        slug=row["slug"],
        title=text(row["title"]),
        intro=text(load("features")["illustrative"]),
        author="Demonstration",
        picture=drawn.get(row.get("picture")),
    )
    interviewee = Interviewee.objects.create(
        feature=feature,
        name=row["name"],
        post=text(row["post"]),
        organisation=feature.organisation,
        email=f"{row['slug']}.interview@example.org",
        language=row["language"],
    )
    _bring_on(row, interviewee, managers(hub), today - dt.timedelta(days=row["days"]))
    return feature


def _bring_on(row: dict, interviewee: Interviewee, manager, day: dt.date) -> None:
    """Through the services, each on its day, as far as the data say."""
    feature, stage = interviewee.feature, row["stage"]
    asked = day if stage == "invited" else day - dt.timedelta(days=INVITED)
    with at(moment(asked)):
        services.invite(feature, by=manager)
        interviewee.refresh_from_db()
    with at(moment(asked, 15)):
        _type(row, interviewee)
    if stage == "invited":
        return
    with at(moment(day - dt.timedelta(days=ANSWERED))):
        services.agree(interviewee, named=True)
        services.send_answers(interviewee)
    _translate(row, feature)
    with at(moment(day - dt.timedelta(days=EDITED) if stage == PUBLISHED else day)):
        services.propose(feature, by=manager)
    if stage == PUBLISHED:
        with at(moment(day, 9)):
            services.approve(interviewee, seen=feature.proposed_digest)
        with at(moment(day)):
            services.publish_feature(feature, by=manager)


def _type(row: dict, interviewee: Interviewee) -> None:
    spoken = LANGUAGES.index(interviewee.language)
    answers = interviewee.feature.answers.order_by("position")
    said = zip(answers, row["answers"], strict=False)
    typed = {answer.pk: texts[spoken] for answer, texts in said}
    services.save_answers(interviewee, typed, version=0)


def _translate(row: dict, feature: Feature) -> None:
    answers = feature.answers.order_by("position")
    for answer, texts in zip(answers, row["answers"], strict=True):
        answer.text = text(texts)
        answer.save(update_fields=["text"])
