"""An agency's receiver of notices: a real HTTP server on this machine that answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["Receiver", "receiver"]


@dataclass
class Receiver:
    """What came in; ``answers``: the next statuses, then 204. ``location`` goes with a redirect."""

    url: str
    answers: list[int] = field(default_factory=list)
    location: str = ""
    drips: bool = False
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """The notices in the order they came."""
        return [json.loads(body) for _, body in self.requests]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Start a receiver and stop it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.requests.append(({k.lower(): v for k, v in self.headers.items()}, body))
            if made.drips:
                self._drip()
                return
            status = made.answers.pop(0) if made.answers else 204
            self.send_response(status)
            if made.location:
                self.send_header("Location", made.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            made.requests.append(({"method": "GET"}, b"{}"))
            self.send_error(500)

        def _drip(self) -> None:
            try:
                for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 500:
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.05)
            except OSError:
                pass

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    with Server(("127.0.0.1", 0), Handler) as server:
        made = Receiver(f"http://127.0.0.1:{server.server_port}/aviso?de=tracing")
        running = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        running.start()
        yield made
        server.shutdown()
        running.join()
