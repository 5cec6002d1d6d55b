"""Every field on a person is classified; what is named in public is forgotten on this floor too."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from events import privacy
from events.models import Answer, Needs, Opinion, Registration, Speaker
from hubs import services
from hubs.models.people import ERASED, PublicPerson
from hubs.privacy import PERSONAL_FIELDS as IN_PUBLIC
from tests.events.factories import SpeakerFactory

MODELS = [m for m in apps.get_app_config("events").get_models() if not m._meta.auto_created]
OF_PEOPLE = [model for model in MODELS if model._meta.label not in privacy.OF_NOBODY]
LEADS_TO_PEOPLE = {settings.AUTH_USER_MODEL, "events.Registration", "events.Answer", "events.Needs"}


def classified(model) -> set[str]:
    label = f"{model._meta.label}."
    named = {key.removeprefix(label) for key in privacy.PERSONAL_FIELDS if key.startswith(label)}
    if issubclass(model, PublicPerson):
        public = "hubs.PublicPerson."
        named |= {key.removeprefix(public) for key in IN_PUBLIC if key.startswith(public)}
    return named


@pytest.mark.parametrize("model", OF_PEOPLE, ids=lambda model: model.__name__)
def test_every_field_on_a_person_is_classified(model):
    fields = {field.name for field in [*model._meta.fields, *model._meta.many_to_many]}
    impersonal = privacy.IMPERSONAL[model._meta.label]
    assert fields - impersonal == classified(model)
    assert impersonal <= fields


def test_models_that_say_nothing_of_anybody_lead_to_nobody():
    assert {model._meta.label for model in MODELS} >= privacy.OF_NOBODY
    for model in MODELS:
        if model._meta.label not in privacy.OF_NOBODY:
            continue
        assert not issubclass(model, PublicPerson)
        for field in model._meta.fields:
            leads = field.is_relation and field.related_model._meta.label
            assert leads not in LEADS_TO_PEOPLE, field
            assert not isinstance(field, models.EmailField), field


def test_every_class_is_said_in_words():
    assert all(privacy.PERSONAL_FIELDS.values())


def test_an_opinion_leads_to_nobody_and_tells_no_moment():
    for field in Opinion._meta.fields:
        assert not isinstance(field, models.DateField | models.TimeField), field
        assert not field.is_relation or field.name == "event"
    assert Opinion._meta.pk.default is not models.NOT_PROVIDED


def test_needs_stand_apart_from_the_registration():
    needs = {field.name for field in Needs._meta.fields} - {"id", "registration"}
    assert not needs & {field.name for field in [*Registration._meta.fields, *Answer._meta.fields]}


@pytest.mark.django_db
def test_a_speaker_is_erased_by_the_service_of_the_floor_below():
    speaker = SpeakerFactory(about="She has worked at the Infirmary for twenty years.")
    services.erase_named_person(speaker, by=None)
    speaker = Speaker.objects.get()
    assert (speaker.name, str(speaker.post), speaker.affiliation) == (ERASED, "", "")
    assert str(speaker.about) == "" and not speaker.is_named()


def all_of(kind: type) -> list[type]:
    return [each for sub in kind.__subclasses__() for each in (sub, *all_of(sub))]


def test_whatever_is_said_of_a_named_person_on_any_floor_is_erased_with_the_name():
    """A text beside the name goes with it, or is public in itself and stays without the name."""
    stays = {("Quote", "text")}
    own = {field.name for field in PublicPerson._meta.fields}
    for model in all_of(PublicPerson):
        texts = {
            (model.__name__, field.name)
            for field in model._meta.fields
            if isinstance(field, models.TextField) and field.name not in own
        }
        said = {(model.__name__, name) for name in getattr(model, "SAID_OF_THEM", [])}
        assert texts - stays <= said, model
