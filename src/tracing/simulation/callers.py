"""Whoever uses the API: an agency's program with its key, a person with password, one-time code and session.

Everything goes over HTTP. What is refused is counted by its code and given back; only a fault of the service itself (5xx)
ends a simulation.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import pyotp

__all__ = ["Answer", "Api", "Caller", "Fault", "Person"]

_PHRASE = "tres ríos y una ceiba"
_CODE_EACH = 31.0
"""Seconds after which a one-time code is another one."""

_ONE_EACH = httpx.Limits(max_keepalive_connections=0)
"""A connection for each request: the server ends one that is idle, maybe just as somebody who comes back asks on it."""


class Fault(Exception):  # noqa: N818
    """The service itself failed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the body, and the ``ETag``."""

    status: int
    body: Any = field(repr=False)
    etag: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.status < 400

    @property
    def code(self) -> str:
        """The code of a problem; empty where there is none."""
        if self.ok or not isinstance(self.body, dict):
            return ""
        return str(self.body.get("type", self.status)).rpartition(":")[2]

    @property
    def missing(self) -> tuple[str, ...]:
        """What a step lacks, as codes."""
        if self.ok or not isinstance(self.body, dict):
            return ()
        pointers = (str(one.get("pointer", "")) for one in self.body.get("errors") or ())
        return tuple(p.partition(":")[2] for p in pointers if p.startswith("missing:"))


class Api:
    """The service's address, and what was asked of it so far: how often, what was refused, and how long answers took
    (``took_ms``, by method and resource)."""

    def __init__(self, address: str, clock: Callable[[], datetime], move: Callable[..., None]) -> None:
        self.address, self.clock, self.move = address, clock, move
        self.asked: Counter[tuple[str, str, int]] = Counter()
        self.refused: Counter[str] = Counter()
        self.took_ms: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        self._clients: list[httpx.Client] = []

    def client(self) -> httpx.Client:
        """Return a client with cookies of its own."""
        self._clients.append(httpx.Client(base_url=self.address, timeout=60, limits=_ONE_EACH))
        return self._clients[-1]

    def close(self) -> None:
        """Let all connections go."""
        for client in self._clients:
            client.close()

    def count(self, method: str, path: str, answer: Answer, ms: float) -> None:
        """Note an answer; raises ``Fault`` for one that is the service's own fault."""
        resource = path.split("?")[0].split("/")[2] if path.count("/") > 1 else path
        self.asked[method, resource, answer.status] += 1
        self.took_ms[method, resource].append(ms)
        if answer.status >= 500:
            raise Fault(f"{method} {path.split('?')[0]} answered {answer.status}")
        if not answer.ok:
            self.refused[answer.code] += 1


class Caller:
    """Somebody who asks, with a key."""

    def __init__(self, api: Api, token: str | None = None) -> None:
        self.api, self._client = api, api.client()
        if token is not None:
            self._client.headers["Authorization"] = f"Bearer {token}"

    def ask(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request."""
        start = time.perf_counter()
        got = self._client.request(method, path, json=body, headers=dict(headers or {}))
        ms = 1000 * (time.perf_counter() - start)
        told = got.json() if got.content and "json" in got.headers.get("content-type", "") else None
        answer = Answer(got.status_code, told, got.headers.get("ETag", ""))
        self.api.count(method, path, answer, ms)
        return answer

    def get(self, path: str) -> Answer:
        """Read something."""
        return self.ask("GET", path)

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        """Send something; keywords are headers with their dashes as underscores."""
        return self.ask(
            "POST", path, body, {name.replace("_", "-"): value for name, value in headers.items()}
        )


class Person(Caller):
    """Somebody who signs in when they come to work, with a second factor where their role needs one."""

    def __init__(self, api: Api, login: str, password: str) -> None:
        super().__init__(api)
        self.login, self._password, self._secret = login, password, None
        self.begin()
        if "choose_password" in self._to_do:
            self.ask("PUT", "/v1/sessions/current/password", {"old": self._password, "new": _PHRASE})
            self._password = _PHRASE
            self.begin()
        if "set_up_second_factor" in self._to_do:
            self._secret = self.post("/v1/sessions/current/second-factor").body["secret"]
            self.ask("PUT", "/v1/sessions/current/second-factor", {"code": self._one_time()})

    _secret: str | None
    _to_do: tuple[str, ...] = ()

    def ask(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request; sign in anew where the session is over."""
        answer = super().ask(method, path, body, headers)
        if answer.status != 401 or path == "/v1/sessions":
            return answer
        self.begin()
        return super().ask(method, path, body, headers)

    def begin(self) -> None:
        """Sign in."""
        asked = {"login": self.login, "password": self._password}
        if self._secret is not None:
            # A code opens one session.
            self.api.move(seconds=_CODE_EACH)
            asked["code"] = self._one_time()
        signed_in = self.post("/v1/sessions", asked)
        if not signed_in.ok:
            raise Fault(f"{self.login} couldn't sign in: {signed_in.code}")
        self._to_do = tuple(signed_in.body["to_do"])

    def _one_time(self) -> str:
        if self._secret is None:
            raise Fault(f"{self.login} has no second factor")
        return pyotp.TOTP(self._secret).at(self.api.clock())
