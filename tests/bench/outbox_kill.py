"""kill -9 of sender processes while letters leave: how many are lost, how many arrive twice?

    python -m tests.bench.outbox_kill --letters 10000 --senders 4 --kills 50

Runs on the tests' own PostgreSQL. Lost must be 0, doubled at most the number of kills.
"""

import argparse
import random
import time

from tests.bench.outbox import bench_database, sink, stopwatch
from tests.outbox.crash import (
    kill_one,
    losses_and_doubles,
    senders,
    until_nothing_waits,
    write_many,
)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--letters", type=int, default=10_000)
    options.add_argument("--senders", type=int, default=4)
    options.add_argument("--kills", type=int, default=50)
    options = options.parse_args()
    with bench_database(), sink(seconds=0.01) as (port, received):
        write_many(options.letters)
        kills = 0
        with stopwatch() as clock, senders(options.senders, port) as running:
            while kills < options.kills and len(received) < options.letters * 0.95:
                so_far = len(received)
                time.sleep(random.uniform(0.2, 1.2))
                if len(received) > so_far:
                    kill_one(running, port)
                    kills += 1
            until_nothing_waits(600)
        lost, doubled = losses_and_doubles(received)
        print(f"letters {options.letters}, senders {options.senders}, kills {kills}")
        print(f"lost {lost}, doubled {doubled}, {clock.seconds:.1f} s")


if __name__ == "__main__":
    main()
