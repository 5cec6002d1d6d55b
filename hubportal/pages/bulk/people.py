import random
from collections.abc import Iterator

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from hubportal.pages.bulk import chunks
from hubs.models import Hub, Organisation, Sector, Theme
from members.models import Profile, User

FIRST = ["Alys", "Bryn", "Catrin", "Duncan", "Eilidh", "Fiona", "Gethin", "Hamish", "Ingrid", "Jon"]
LAST = ["Load", "Bulk", "Sample", "Trial", "Bench", "Size", "Mass", "Probe", "Model", "Gauge"]
LANGUAGES = ["en", "en", "en", "cy", "nb"]
INTERESTS = 2


def members():
    return User.objects.filter(email__regex=r"^member[0-9]+@example\.org$")


def load(number: int, password: str) -> Iterator[int]:
    """Makes up to `number` members and yields how many there are after each step.

    Hashing is slow on purpose, so all of them share one hash.
    """
    crowd = Crowd(make_password(password))
    for numbers in chunks(members().count() + 1, number):
        crowd.write(numbers)
        yield numbers[-1]


class Crowd:
    """The vocabularies that profiles choose from, read once."""

    def __init__(self, password: str):
        self.password = password
        self.sectors = list(Sector.objects.filter(retired=False).values_list("pk", flat=True))
        self.hubs = list(Hub.objects.values_list("pk", flat=True))
        organisations = Organisation.objects.filter(stub=False)
        self.organisations = list(organisations.values_list("pk", flat=True)) or [None]
        self.themes = list(Theme.objects.values_list("pk", flat=True))
        self.chance = random.Random(1)  # noqa: S311 - example data, not a secret

    @transaction.atomic
    def write(self, numbers: range) -> None:
        users = User.objects.bulk_create(self.user(number) for number in numbers)
        EmailAddress.objects.bulk_create(
            EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
        )
        profiles = Profile.objects.bulk_create(self.profile(user) for user in users)
        interests = Profile.interests.through
        interests.objects.bulk_create(
            interests(profile_id=profile.pk, theme_id=theme)
            for profile in profiles
            for theme in self.chance.sample(self.themes, min(INTERESTS, len(self.themes)))
        )

    def user(self, number: int) -> User:
        language = LANGUAGES[number % len(LANGUAGES)]
        first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
        return User(
            email=f"member{number}@example.org",
            name=f"{first} {last} {number}",
            language=language,
            time_zone="Europe/Oslo" if language == "nb" else "Europe/London",
            password=self.password,
        )

    def profile(self, user: User) -> Profile:
        return Profile(
            user=user,
            sector_id=self.chance.choice(self.sectors),
            organisation_id=self.chance.choice(self.organisations),
            home_hub_id=self.chance.choice(self.hubs),
            post="Synthetic post",
        )
