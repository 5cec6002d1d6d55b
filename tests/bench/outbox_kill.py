"""kill -9 of sender processes while letters leave: how many are lost, how many arrive twice?

    python -m tests.bench.outbox_kill --letters 10000 --senders 4 --kills 50

Runs on the tests' own PostgreSQL. Lost must be 0, doubled at most the number of kills. With
`--crashes 5` PostgreSQL crashes as well, and each crash may double one letter of each sender; give
it servers of its own then: HUBPORTAL_DATA=/tmp/crash.
"""

import argparse
import os
import random
import signal
import time

from django.db import OperationalError, connection

from tests.bench.outbox import bench_database, sink, stopwatch
from tests.outbox.crash import (
    kill_one,
    losses_and_doubles,
    senders,
    until_nothing_waits,
    write_many,
)

A_SENDERS_BACKEND = (
    "SELECT pid FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() LIMIT 1"
)


def crash_database() -> None:
    """kill -9 of one backend: PostgreSQL ends all others and recovers from its log."""
    with connection.cursor() as cursor:
        cursor.execute(A_SENDERS_BACKEND)
        os.kill(cursor.fetchone()[0], signal.SIGKILL)
    while True:
        connection.close()
        time.sleep(0.2)
        try:
            connection.ensure_connection()
        except OperationalError:
            continue
        return


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--letters", type=int, default=10_000)
    options.add_argument("--senders", type=int, default=4)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--crashes", type=int, default=0)
    options = options.parse_args()
    faults = ["kill"] * options.kills + ["crash"] * options.crashes
    random.shuffle(faults)
    with bench_database(), sink(seconds=0.01) as (port, received):
        write_many(options.letters)
        with stopwatch() as clock, senders(options.senders, port) as running:
            for fault in faults:
                so_far = len(received)
                while len(received) < min(so_far + 20, options.letters):
                    time.sleep(random.uniform(0.01, 0.3))
                if fault == "kill":
                    kill_one(running, port)
                else:
                    crash_database()
            until_nothing_waits(600)
        lost, doubled = losses_and_doubles(received)
        print(f"{options.letters} letters, {options.senders} senders")
        print(f"{options.kills} senders killed, {options.crashes} crashes of PostgreSQL")
        print(f"lost {lost}, doubled {doubled}, {clock.seconds:.1f} s")


if __name__ == "__main__":
    main()
