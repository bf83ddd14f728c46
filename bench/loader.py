"""Asking for pages and measuring how long they take: in turn, so that the machine's moods meet all alike."""

from __future__ import annotations

import math
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

from bench.servers import HOST
from bench.statements import ASK, TELL, TELL_TIME

TIMEOUT = 120.0
COUNTS = 3
IDLE = 1.5  # seconds; the server closes a connection that is idle for two
REDIRECTED, SUCCESSES = 302, range(200, 300)
FORM = "application/x-www-form-urlencoded"
CSRF = "b" * 32  # the same in the cookie and the header is what the check asks for


class UnexpectedAnswerError(Exception):
    """A page answered otherwise than it must; its address and status."""


@dataclass
class Answer:
    """What came back: how long it took in ms, the body as it was sent, its headers."""

    ms: float
    body: bytes
    response: HTTPResponse

    @property
    def statements(self) -> int:
        return int(self.response.headers.get(TELL, 0))

    @property
    def statements_ms(self) -> float:
        return float(self.response.headers.get(TELL_TIME, 0))

    @property
    def is_compressed(self) -> bool:
        return self.response.headers.get("Content-Encoding") == "gzip"


class Client:
    """One reader with a connection that is kept alive, signed in where there is a session."""

    def __init__(self, port: int, session: str = "") -> None:
        self.origin = f"https://{HOST}:{port}"
        self._connection = HTTPConnection(HOST, port, timeout=TIMEOUT)
        self._last = 0.0
        cookies = f"__Host-csrf={CSRF}" + (f"; __Host-session={session}" if session else "")
        self._headers = {
            "Accept-Encoding": "gzip",
            "X-Forwarded-Proto": "https",
            "Cookie": cookies,
            "Origin": self.origin,
            "Referer": f"{self.origin}/",
            "X-CSRFToken": CSRF,
        }

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: Sequence[tuple[str, str]], **headers: str) -> Answer:
        """Send a form. A form that was refused raises UnexpectedAnswerError: it must lead on."""
        answer = self._ask("POST", path, urlencode(fields).encode(), {"Content-Type": FORM, **headers})
        if answer.response.status != REDIRECTED:
            raise UnexpectedAnswerError(f"{path} answered {answer.response.status} to a form")
        return answer

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        if time.perf_counter() - self._last > IDLE:
            self._connection.close()
            self._connection.connect()
        started = time.perf_counter()
        self._connection.request(method, path, body, self._headers | headers)
        response = self._connection.getresponse()
        content = response.read()
        self._last = time.perf_counter()
        ms = (self._last - started) * 1000
        if response.status not in SUCCESSES and response.status != REDIRECTED:
            raise UnexpectedAnswerError(f"{path} answered {response.status}")
        return Answer(ms, content, response)


@dataclass
class Item:
    """Something to ask for again and again, and what it took."""

    name: str
    ask: Callable[..., Answer]
    times: list[float] = field(default_factory=list)
    statements: int = 0
    statements_ms: float = 0.0
    size: int = 0
    is_compressed: bool = False

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        ordered = sorted(self.times)
        return ordered[math.ceil(0.95 * len(ordered)) - 1]


def measure(items: Sequence[Item], *, asks: int, warm: int) -> None:
    """Ask for all items in turn: first to warm up, then to count statements, then to measure.

    The leanest of three answers is counted: now and then a page also notes how far somebody has read.
    """
    for _ in range(warm):
        for item in items:
            item.ask()
    for item in items:
        counted = min((item.ask(**{ASK: "1"}) for _ in range(COUNTS)), key=lambda one: one.statements)
        item.statements, item.statements_ms = counted.statements, counted.statements_ms
        item.size, item.is_compressed = len(counted.body), counted.is_compressed
    for _ in range(asks):
        for item in items:
            item.times.append(item.ask().ms)


def per_second(make: Callable[[], Callable[[], Answer]], *, clients: int, seconds: float) -> float:
    """How many pages are answered in a second when so many clients ask without a pause."""
    end = time.perf_counter() + seconds
    counts = [0] * clients

    def run(place: int) -> None:
        ask = make()
        while time.perf_counter() < end:
            ask()
            counts[place] += 1

    threads = [threading.Thread(target=run, args=[place]) for place in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds
