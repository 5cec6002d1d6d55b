import factory
from django.contrib.auth import get_user_model
from django.db import transaction
from factory.django import DjangoModelFactory

from hubportal.outbox.letters import post
from hubportal.outbox.models import Letter


class PersonFactory(DjangoModelFactory):
    """Somebody who gets letters; the ground floor knows no more of people."""

    class Meta:
        model = get_user_model()

    email = factory.Sequence(lambda n: f"reader{n}@example.org")
    name = factory.Sequence(lambda n: f"Reader {n}")


def letter(template="greetings/email/hello", *, to=None, about=None, **options) -> Letter | None:
    """A letter written the way every letter is."""
    to = to or PersonFactory()
    with transaction.atomic():
        return post(template, to=to, about=about or to, **options)
