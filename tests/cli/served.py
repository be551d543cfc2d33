"""A service in a process of its own, as an administrator starts it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.databases import server_folder

__all__ = ["Served", "data_folder", "ended", "start", "until"]

PATIENCE = 240
SERVE = ("serve", "--port", "0")


class Served:
    """``tracing serve`` that runs. Its output is read all the time, so that it never waits for a reader."""

    def __init__(
        self, data: Path, *arguments: object, command: Sequence[str] = SERVE, **environment: str
    ) -> None:
        self.data = data
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACING_")}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", "from tracing.cli.main import main; main()", *command]
            + [str(argument) for argument in arguments],
            env=kept | {"TRACING_DATA_DIR": str(data)} | environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.out: list[str] = []
        self.err: list[str] = []
        self._readers = [
            threading.Thread(target=self._read, args=(stream, lines), daemon=True)
            for stream, lines in ((self.process.stdout, self.out), (self.process.stderr, self.err))
        ]
        for reader in self._readers:
            reader.start()

    @property
    def address(self) -> str:
        """Where it answers; waits until it does."""
        found = until(lambda: self._ended() or re.search(r"answers at (\S+);", self.printed))
        if isinstance(found, re.Match):
            return found.group(1)
        raise AssertionError(f"the service ended with {self.process.returncode}: {self.said}")

    @property
    def printed(self) -> str:
        """What stands on its output."""
        return "".join(self.out)

    @property
    def said(self) -> str:
        """What stands on its error stream."""
        return "".join(self.err)

    @property
    def worker(self) -> int | None:
        """The number of the worker's process."""
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        found = [line.split()[0] for line in listed.stdout.splitlines() if "worker_child" in line]
        return int(found[0]) if found else None

    def ask(self, path: str, body: object = None, key: str | None = None) -> tuple[int, Any]:
        """Send a request; return the status and the JSON answered."""
        headers = {"Content-Type": "application/json"}
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, headers)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def metric(self, name: str) -> float:
        """Return a number of ``/metrics``."""
        with urllib.request.urlopen(f"{self.address}/metrics", timeout=PATIENCE) as answer:
            lines = answer.read().decode().splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the status it ends with."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait for the end; return the status."""
        status = self.process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        return status

    def _ended(self) -> bool:
        return self.process.poll() is not None

    @staticmethod
    def _read(stream: Any, lines: list[str]) -> None:
        with stream:
            lines.extend(iter(stream.readline, ""))


@contextmanager
def start(
    data: Path, *arguments: object, command: Sequence[str] = SERVE, **environment: str
) -> Iterator[Served]:
    """Start a service, or another ``command``; end it whatever happens."""
    served = Served(data, *arguments, command=command, **environment)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.process.terminate()
            try:
                served.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                served.process.kill()
        served.wait()


@contextmanager
def data_folder() -> Iterator[Path]:
    """A data folder where the database's account can come, in memory if there is room."""
    with server_folder(Path("/dev/shm")) as folder:
        yield folder


def until(true: Callable[[], Any]) -> Any:
    """Wait until something is true; return it."""
    given_up = time.monotonic() + PATIENCE
    while not (found := true()):
        if time.monotonic() > given_up:
            raise AssertionError("nothing came of it")
        time.sleep(0.05)
    return found


def ended(process: int) -> bool:
    """Tell whether a process is gone."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False
