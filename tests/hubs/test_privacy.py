"""Every field on a person who is named in public is classified."""

import pytest
from django.apps import apps
from django.db import models

from hubs import privacy
from hubs.models.people import PublicPerson

MODELS = list(apps.get_app_config("hubs").get_models())
PEOPLE = [model for model in MODELS if issubclass(model, PublicPerson)]
SPOKEN = [model for model in MODELS if model.__name__ in privacy.WORDS_OF_PEOPLE]


def named(model) -> set[str]:
    label = f"hubs.{model.__name__}."
    return {key.removeprefix(label) for key in privacy.PERSONAL_FIELDS if key.startswith(label)}


@pytest.mark.parametrize("model", PEOPLE + SPOKEN, ids=lambda model: model.__name__)
def test_every_field_on_a_named_person_is_classified(model):
    fields = {field.name for field in model._meta.fields}

    assert fields - privacy.IMPERSONAL - named(PublicPerson) == named(model)


def test_what_people_said_is_no_link_between_rows():
    assert len(SPOKEN) == len(privacy.WORDS_OF_PEOPLE)
    for model in PEOPLE + SPOKEN:
        texts = {field.name for field in model._meta.fields if isinstance(field, models.TextField)}
        assert texts - {"wording"} <= named(model) | named(PublicPerson), model


def test_no_other_model_holds_an_address_of_a_person():
    # a hub's reply address is an office's, not a person's
    office = {("Hub", "reply_to")}
    found = {
        (model.__name__, field.name)
        for model in MODELS
        for field in model._meta.fields
        if isinstance(field, models.EmailField) and model not in PEOPLE
    }

    assert found == office


def test_every_class_is_said_in_words():
    assert all(privacy.PERSONAL_FIELDS.values())
