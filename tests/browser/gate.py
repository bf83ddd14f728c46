"""A gate before the live server: between two tests no request is in it, and none gets in.

Closing a page does not end what the page has sent, and a draft sent by `keepalive` leaves after its page.
Such a request, still at work while the tables are emptied, is a deadlock for one of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from threading import Condition
from typing import Any

from django.core.servers.basehttp import WSGIServer

LONGEST = 60  # seconds a request may take before the gate gives up waiting for it

type App = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Gate:
    """A WSGI application around another one."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._changed = Condition()
        self._inside = 0
        self._is_open = False

    @classmethod
    def before(cls, server: WSGIServer) -> Gate:
        """The gate of this server, put there when it has none."""
        app: Any = server.get_app()
        if not isinstance(app, cls):
            app = cls(app)
            server.set_app(app)
        return app

    def open(self) -> None:
        with self._changed:
            self._is_open = True

    def shut(self) -> None:
        """Let nothing in any more and wait until the last request has left; TimeoutError if one stays."""
        with self._changed:
            self._is_open = False
            if not self._changed.wait_for(lambda: self._inside == 0, LONGEST):
                raise TimeoutError(f"{self._inside} requests have not ended within {LONGEST} s")

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self._changed:
            if not self._is_open:
                start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
                return [b"The test has ended."]
            self._inside += 1
        return self._passing(environ, start_response)

    def _passing(self, environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        answer: Any = None
        try:
            answer = self._app(environ, start_response)
            yield from answer
        finally:
            try:
                if hasattr(answer, "close"):
                    answer.close()
            finally:
                self._leave()

    def _leave(self) -> None:
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()
