"""10,000 reminders due at once, and a decision written in the middle of it.

    python -m tests.bench.outbox_many --letters 10000 --senders 2

Runs on the tests' own PostgreSQL, with a mail server that takes 10 ms for each letter.
"""

import argparse
import time

from tests.bench.outbox import bench_database, sink, stopwatch
from tests.outbox.crash import losses_and_doubles, senders, until_nothing_waits, write_many


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--letters", type=int, default=10_000)
    options.add_argument("--senders", type=int, default=2)
    options = options.parse_args()
    with bench_database(), sink(seconds=0.01) as (port, received):
        write_many(options.letters, priority=9)
        with stopwatch() as clock, senders(options.senders, port):
            while len(received) < options.letters / 2:
                time.sleep(0.01)
            before = len(received)
            write_many(1, priority=0, stem="decision")
            until_nothing_waits(600)
        lost, doubled = losses_and_doubles(received)
        overtaken = next(n for n, to in enumerate(received.recipients) if to.startswith("decision"))
        print(f"letters {options.letters + 1}, senders {options.senders}: {clock.seconds:.1f} s")
        print(
            f"lost {lost}, doubled {doubled}; the decision waited for {overtaken - before} letters"
        )


if __name__ == "__main__":
    main()
