import pytest
from django.apps import apps

from members import privacy

MODELS = [m for m in apps.get_app_config("members").get_models() if not m._meta.auto_created]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_on_a_person_is_classified(model):
    fields = {field.name for field in [*model._meta.fields, *model._meta.many_to_many]}
    label = f"{model._meta.label}."
    named = {key.removeprefix(label) for key in privacy.PERSONAL_FIELDS if key.startswith(label)}
    assert fields - privacy.IMPERSONAL == named


def test_every_class_is_said_in_words():
    assert all(privacy.PERSONAL_FIELDS.values())
