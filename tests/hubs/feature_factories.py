"""Partner Perspectives in every stage of their way."""

import factory
from factory.django import DjangoModelFactory
from i18nfield.strings import LazyI18nString

from hubs import services
from hubs.models import Feature, Interviewee, Series, SeriesQuestion
from tests.hubs.factories import HubFactory, OrganisationFactory

QUESTIONS = [
    {"en": "What do you do?", "cy": "Beth ydych chi’n ei wneud?", "nb": "Hva gjør dere?"},
    {"en": "In one word?", "cy": "Mewn un gair?", "nb": "Med ett ord?"},
]


class SeriesFactory(DjangoModelFactory):
    """With two questions, the last one answered by one word."""

    class Meta:
        model = Series
        django_get_or_create = ["slug"]
        skip_postgeneration_save = True

    slug = "partner-perspective"
    name = "Partner Perspective"

    @factory.post_generation
    def template(series, create, extracted, **kwargs):
        for number, wording in enumerate(QUESTIONS, 1):
            SeriesQuestion.objects.get_or_create(
                series=series,
                position=number,
                defaults={"wording": LazyI18nString(wording), "one_word": number == 2},
            )


class FeatureFactory(DjangoModelFactory):
    class Meta:
        model = Feature

    series = factory.SubFactory(SeriesFactory)
    hub = factory.SubFactory(HubFactory, slug="leeds")
    organisation = factory.SubFactory(OrganisationFactory)
    slug = factory.Sequence(lambda n: f"feature-{n}")
    title = factory.LazyAttribute(lambda feature: f"Title of {feature.slug}")


class IntervieweeFactory(DjangoModelFactory):
    class Meta:
        model = Interviewee

    feature = factory.SubFactory(FeatureFactory)
    name = factory.Sequence(lambda n: f"Ingrid Eksempel{n}")
    post = "Dean"
    email = factory.Sequence(lambda n: f"interviewee{n}@example.org")


def type_in(interviewee, *texts, version=None) -> int:
    """Saves these texts as the answers, in the order of the questions."""
    answers = list(interviewee.feature.answers.order_by("position"))
    newest = max(answer.version for answer in answers) if version is None else version
    typed = {answer.pk: text for answer, text in zip(answers, texts, strict=True)}
    return services.save_answers(interviewee, typed, version=newest)


def invited(**feature) -> Interviewee:
    interviewee = IntervieweeFactory(feature=FeatureFactory(**feature))
    services.invite(interviewee.feature, by=None)
    interviewee.refresh_from_db()
    return interviewee


def answered(*texts, named=True, **feature) -> Interviewee:
    interviewee = invited(**feature)
    type_in(interviewee, *(texts or ("We care for people.", "Together")))
    services.agree(interviewee, named=named)
    services.send_answers(interviewee)
    return interviewee


def proposed(*texts, **feature) -> Interviewee:
    interviewee = answered(*texts, **feature)
    services.propose(interviewee.feature, by=None)
    return interviewee


def approved(*texts, **feature) -> Interviewee:
    interviewee = proposed(*texts, **feature)
    services.approve(interviewee, seen=interviewee.feature.proposed_digest)
    return interviewee


def published(*texts, public_from=None, **feature) -> Interviewee:
    interviewee = approved(*texts, **feature)
    services.publish_feature(interviewee.feature, by=None, public_from=public_from)
    return interviewee


def some_features(hub) -> dict:
    """For the small programme: one that is public, one that is not, one that is being written."""
    series = SeriesFactory(hub=hub)
    interviewee = published(slug="world-feature", hub=hub, series=series)
    feature = interviewee.feature
    waiting = proposed(slug="hidden-feature", hub=hub, series=series)
    return {
        "series": series,
        "series_question": series.questions.get(position=1),
        "feature": feature,
        "feature_answer": feature.answers.get(position=1),
        "interviewee": interviewee,
        "hidden_feature": waiting.feature,
        "hidden_interviewee": waiting,
        "writing": invited(slug="writing", hub=hub, series=series),
    }


def more_of_features(world, number: int) -> None:
    """Another public one, and more of what stands on the pages of those that are there."""
    hub = HubFactory(slug=f"hub-{number}")
    series = SeriesFactory(slug=f"series-{number}")
    published(f"Text {number}", "abcd"[number], hub=hub, series=series)
    question = SeriesQuestion.objects.create(
        series=world.series, position=10 + number, wording=f"And {number}?"
    )
    for feature in (world.feature, world.writing.feature, world.hidden_feature):
        feature.answers.create(
            question=question, position=10 + number, wording=question.wording, text="So."
        )
    IntervieweeFactory(feature=world.hidden_feature, organisation=OrganisationFactory())
