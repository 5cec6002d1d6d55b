"""How long one search takes in the database with 100,000 organisations; at most 50 ms each.

    DATABASE_URL=… python -m tests.bench.search [--rows 100000]

Fills an empty database of its own (migrate it first), searches, and says which indexes were read.
Takes about a minute; run by hand.
"""

import argparse
import os
import random
import re
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubportal.settings")
os.environ.setdefault("DEBUG", "1")
django.setup()

from django.contrib.auth.models import AnonymousUser  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone, translation  # noqa: E402

from hubportal.pages.search import asked, find  # noqa: E402
from hubs.models import Organisation, Sector, Story, Territory  # noqa: E402

MOST_MS = 50
QUESTIONS = {
    "one word, rare": ("zyrkon", ""),
    "one word, many": ("health", ""),
    "every row": ("a", ""),
    "two words": ("health zyrkon", ""),
    "two common words": ("health institute", ""),
    "accents": ("sørlandet", ""),
    "a slip": ("zyrkno", ""),
    "a slip in a common word": ("institte", ""),
    "two slips": ("zyrkno institte", ""),
    "Welsh, mutated": ("nghymru", "cy"),
    "nothing like it": ("qqwwxxyy", ""),
}
KINDS = ["Institute", "Trust", "Laboratory", "Hospital", "University", "Charity", "Council"]
FIELDS = ["Health", "Care", "Genomics", "Imaging", "Cancer", "Sensor", "Robot", "Data", "Cymru"]
LETTERS = "bcdfghjklmnprstvwz"


def invented(chance: random.Random) -> str:
    """A name that nobody has, as most names are."""
    return "".join(chance.choice(LETTERS) + chance.choice("aeiou") for _ in range(3)).title()


def fill(rows: int) -> None:
    chance = random.Random(7)  # noqa: S311 - the same names each time
    sector = Sector.objects.first()
    place = Territory.objects.first()

    def name(number: int) -> str:
        special = "Zyrkon" if number % 20_000 == 7 else invented(chance)
        southern = " Sørlandet" if number % 5_000 == 3 else ""
        return f"{special} {chance.choice(FIELDS)} {chance.choice(KINDS)}{southern} {number}"

    made = (
        Organisation(
            slug=f"bench-{number}", name=name(number), sector=sector, territory=place,
            city=invented(chance), summary=f"{chance.choice(FIELDS)} with {invented(chance)}.",
        )
        for number in range(rows)
    )  # fmt: skip
    Organisation.objects.bulk_create(made, batch_size=5_000)
    stories = (
        Story(
            slug=f"bench-{number}", title=f"News of {invented(chance)}", summary="News.",
            body=" ".join(invented(chance) for _ in range(200)), dated=timezone.localdate(),
            status="published", public_from=timezone.now(),
        )
        for number in range(rows // 20)
    )  # fmt: skip
    Story.objects.bulk_create(stories, batch_size=1_000)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


def search(words: str) -> None:
    list(find(asked(words), user=AnonymousUser(), now=timezone.now())[0:20])


def measured(words: str) -> tuple[float, list[str]]:
    """Milliseconds in the database, as the median of seven, and the statements."""
    taken, statements = [], []
    for _ in range(7):
        with CaptureQueriesContext(connection) as queries:
            search(words)
        statements = [query["sql"] for query in queries]
        taken.append(sum(in_database(each) for each in statements))
    return statistics.median(taken), statements


def in_database(statement: str) -> float:
    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(statement)
        cursor.fetchall()
        return (time.perf_counter() - started) * 1000


def indexes(statements: list[str]) -> set[str]:
    found: set[str] = set()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute("explain " + statement)
            plan = "\n".join(row[0] for row in cursor.fetchall())
            found |= set(re.findall(r"(?:Index Scan on|Scan using) (\w+(?:_search|_title))", plan))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    if Organisation.objects.count() < rows:
        fill(rows)
    slow = 0
    for name, (words, language) in QUESTIONS.items():
        with translation.override(language or "en"):
            taken, statements = measured(words)
        slow += taken > MOST_MS
        used = ", ".join(sorted(indexes(statements))) or "no index of words"
        print(f"{name:26} {words!r:20} {taken:7.1f} ms  {len(statements)} statements  {used}")  # noqa: T201
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
