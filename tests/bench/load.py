"""Many people at once against a running portal. Run by hand, never in CI.

    manage.py load_data --members 500 --events 200 --password "a long password" --hot-capacity 50
    python tests/bench/load.py http://127.0.0.1:8000 --password "a long password" --people 200
    python tests/bench/load.py http://127.0.0.1:8000 --pages --seconds 20 --threads 16

The first asks members to sign in, then to register for `load-hot` all at the same moment, and
tells what each was answered and how many have places. The second reads public pages as a
visitor without cookies. Sign-ins are limited for each address, so start the portal under
measurement with TRUSTED_PROXIES=1: each person then comes from an address of their own. Times
are in milliseconds, seen from this machine.
"""

import argparse
import http.client
import itertools
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

PAGES = ["/", "/events/", "/events/?format=online", "/events/load-hot/", "/funding/", "/hubs/"]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
OUTCOMES = {
    "You have a place": "place",
    "You are on the waiting list": "waiting",
    "A place is free for you": "offer",
}


class Browser:
    """One person's connection with the cookies it was given."""

    def __init__(self, address: str, number: int = 0):
        self.address, self.number = urlsplit(address), number
        self.connection = self.connect()
        self.cookies = SimpleCookie()

    def connect(self):
        secure = self.address.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        return kind(self.address.netloc, timeout=60)

    def ask(self, method: str, path: str, fields: dict | None = None) -> tuple[int, str]:
        headers = {
            "Cookie": "; ".join(f"{k}={v.value}" for k, v in self.cookies.items()),
            "X-Forwarded-For": f"198.18.{self.number // 250}.{self.number % 250 + 1}",
        }
        body = urlencode(fields) if fields else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Referer"] = self.address.geturl()
        self.connection.request(method, path, body, {k: v for k, v in headers.items() if v})
        response = self.connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        for value in response.headers.get_all("Set-Cookie") or []:
            self.cookies.load(value)
        return response.status, text

    def token(self, path: str) -> str:
        _status, text = self.ask("GET", path)
        return TOKEN.search(text).group(1)

    def sign_in(self, email: str, password: str) -> int:
        token = self.token("/accounts/login/")
        fields = {"login": email, "password": password, "csrfmiddlewaretoken": token}
        return self.ask("POST", "/accounts/login/", fields)[0]


def quantiles(milliseconds: list[float]) -> str:
    ordered = sorted(milliseconds) or [0.0]
    marks = [(50, ordered[len(ordered) // 2]), (95, ordered[int(len(ordered) * 0.95)])]
    marks.append((100, ordered[-1]))
    return ", ".join(f"p{mark} {value:.0f} ms" for mark, value in marks)


def register_all(address: str, password: str, people: int, event: str) -> None:
    """Everybody is signed in before the race begins; they start when the last one is ready."""
    start = threading.Barrier(people)
    path = f"/events/{event}/"

    def one(number: int) -> tuple[str, float, str]:
        browser = Browser(address, number)
        signed_in = browser.sign_in(f"member{number}@example.org", password)
        token = browser.token(path) if signed_in == 302 else ""
        start.wait()
        began = time.perf_counter()
        form = {"csrfmiddlewaretoken": token}
        status, _text = browser.ask("POST", f"{path}register/", form)
        took = (time.perf_counter() - began) * 1000
        _status, text = browser.ask("GET", path)
        outcome = next((word for sign, word in OUTCOMES.items() if sign in text), "nothing")
        return str(status), took, outcome

    with ThreadPoolExecutor(people) as pool:
        answers = list(pool.map(one, range(1, people + 1)))
    print("answers:", dict(Counter(status for status, _took, _outcome in answers)))
    print("outcomes:", dict(Counter(outcome for _status, _took, outcome in answers)))
    print("time of a registration:", quantiles([took for _status, took, _outcome in answers]))


def read_pages(address: str, seconds: float, threads: int) -> None:
    until = time.monotonic() + seconds
    took: dict[str, list[float]] = {page: [] for page in PAGES}
    answers: Counter = Counter()

    def one(number: int) -> None:
        browser = Browser(address)
        for page in itertools.islice(itertools.cycle(PAGES), number, None):
            if time.monotonic() > until:
                return
            began = time.perf_counter()
            status, _text = browser.ask("GET", page)
            took[page].append((time.perf_counter() - began) * 1000)
            answers[status] += 1

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(threads)))
    print(f"{sum(answers.values()) / seconds:.0f} pages a second;", dict(answers))
    for page, times in took.items():
        print(f"{page:28} {len(times):6}  {quantiles(times)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("address")
    parser.add_argument("--password", default="")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--event", default="load-hot")
    parser.add_argument("--pages", action="store_true", help="read public pages instead")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--threads", type=int, default=8)
    given = parser.parse_args()
    if given.pages:
        read_pages(given.address, given.seconds, given.threads)
    else:
        register_all(given.address, given.password, given.people, given.event)


if __name__ == "__main__":
    main()
