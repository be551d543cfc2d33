"""A whole service in one go: database, schema, keys, worker, HTTP; and all of it ended in the reverse order."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from tracing.api.logs import log_to
from tracing.api.settings import ApiSettings
from tracing.cli import show
from tracing.cli.serving import guide, sandbox, sandbox_folder
from tracing.cli.serving.failures import hold_back_texts
from tracing.cli.serving.gauges import Gauges
from tracing.cli.serving.listening import PortTakenError, address_of, listen
from tracing.cli.serving.notify import notify
from tracing.cli.serving.stages import stage, tell
from tracing.cli.serving.stopping import Stopping
from tracing.cli.serving.web import answer
from tracing.cli.serving.worker_process import WorkerProcess
from tracing.service.settings import Settings, SettingsError
from tracing.service.starting import Ready, make_ready
from tracing.store.database import Addresses
from tracing.store.embedded import EmbeddedError, EmbeddedServer
from tracing.store.embedded.lock import held
from tracing.web.site import create_site

__all__ = ["Sandbox", "run"]

_LOOK = 2.0


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Invented data instead of real ones; ``folder``: where, None for the usual place."""

    folder: Path | None = None


def run(settings: Settings, port: int, wanted: Sandbox | None, stopping: Stopping) -> None:
    """Serve until a signal comes. ``port`` 0 takes any that is free.

    Raises what is wrong as an error whose text says what to do: ``InputError``, ``StoreError``; ``Stopped`` where the
    signal came before the service was ready.
    """
    api_settings = _api_settings(wanted is not None)
    if wanted is None:
        sandbox_folder.refuse_sandbox(settings)
    else:
        settings = sandbox_folder.prepare(settings, wanted.folder)
    with ExitStack() as stack:
        listening = stack.enter_context(_listening(settings, port))
        address = stack.enter_context(_database(settings))
        with stage("bringing up the schema"):
            ready = make_ready(address, settings.keyring_path, settings.connections)
        service = ready.service
        stack.callback(service.database.close)
        if wanted is None:
            _tell(settings, ready)
            if ready.administrator is not None:
                guide.first_person(ready.administrator)
        worker = WorkerProcess(address, str(settings.keyring_path), settings.connections)
        stack.enter_context(_working(worker))
        # From here on tidying up isn't to be disturbed.
        stack.callback(stopping.over)
        filled = pair = None
        if wanted is not None:
            filled = _filled(settings, ready)
            with stage("looking at the queue"):
                pair = sandbox.first_pair(service, filled)
        app = create_site(service, api_settings, None if wanted is None else sandbox.NOTICE)
        app.state.metrics.registry.register(Gauges(service, lambda: worker.starts))
        opened_at = address_of(listening)
        log_to()
        hold_back_texts()

        def begin() -> None:
            if filled is not None:
                guide.sandbox_opened(opened_at, filled, pair)
            show.out.print(f"tracing answers at {opened_at}; Ctrl-C ends it", soft_wrap=True)
            notify("READY=1")

        answer(app, listening, stopping, begin)
        notify("STOPPING=1")


@contextmanager
def _listening(settings: Settings, port: int) -> Iterator[socket.socket]:
    try:
        made = listen(settings.host, port)
    except PortTakenError:
        if settings.database_url is None and held(settings.server_dir):
            raise EmbeddedError(
                f"tracing runs already: on the data in {settings.data_dir}, and at port {port}; stop it first"
            ) from None
        raise
    with made:
        yield made


@contextmanager
def _database(settings: Settings) -> Iterator[Addresses]:
    if (named := settings.named_database) is not None:
        yield named
        return
    server = EmbeddedServer(settings.server_dir)
    with stage(f"starting the database in {settings.server_dir}"):
        server.start()
    ended = threading.Event()
    watching = threading.Thread(target=_watch, args=(server, ended), name="database-watch", daemon=True)
    watching.start()
    try:
        yield server.addresses
    finally:
        ended.set()
        watching.join()
        with stage("stopping the database"):
            server.stop()


def _watch(server: EmbeddedServer, ended: threading.Event) -> None:
    """Say what is wrong with the database when it changes: logs hold no texts, so nobody would read it there."""
    known = None
    while not ended.wait(_LOOK):
        fault = server.fault
        if fault != known:
            tell(fault or "the database works again")
            known = fault


@contextmanager
def _working(worker: WorkerProcess) -> Iterator[None]:
    worker.start()
    try:
        yield
    finally:
        with stage("finishing jobs under way"):
            worker.stop()


def _filled(settings: Settings, ready: Ready) -> sandbox_folder.Filled:
    filled = sandbox_folder.read_filled(settings.data_dir)
    if filled is None:
        if ready.administrator is None:
            raise EmbeddedError(
                f"{settings.data_dir} isn't a whole sandbox; remove the folder and start again"
            )
        tell(f"filling the sandbox in {settings.data_dir} with invented data …")
        filled = sandbox.fill(ready.service, ready.administrator)
        sandbox_folder.write_filled(settings.data_dir, filled)
    with stage("matching (the first run on a machine compiles the comparisons, once, for up to a minute)"):
        sandbox.settle(ready.service)
    return filled


def _tell(settings: Settings, ready: Ready) -> None:
    if ready.before is None:
        tell(f"schema {ready.release} made")
    elif ready.before != ready.release:
        tell(f"schema {ready.before} → {ready.release}")
    if ready.new_keys:
        tell(
            f"keys made in {settings.keyring_path}; keep a copy of it, in another place than the backups: without it "
            "documents, telephones and whereabouts can't be read"
        )


def _api_settings(sandboxed: bool) -> ApiSettings:
    try:
        # The sandbox is opened without TLS, and by whoever reads its passwords on the terminal.
        return ApiSettings(secure_cookies=False, second_factor=False) if sandboxed else ApiSettings()
    except ValidationError as error:
        names = {f"TRACING_API_{fault['loc'][0]!s}".upper() for fault in error.errors(include_input=False)}
        raise SettingsError(f"settings that can't be used: {', '.join(sorted(names))}") from None
