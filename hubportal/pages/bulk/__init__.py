"""Synthetic data at size, for benchmarks: written in bulk, past the services, without letters."""

from collections.abc import Iterator

CHUNK = 5_000


def chunks(first: int, last: int, size: int = CHUNK) -> Iterator[range]:
    """Ranges of at most `size` numbers that cover first to last, both included."""
    for start in range(first, last + 1, size):
        yield range(start, min(start + size, last + 1))
