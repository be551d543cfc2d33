"""Live matching: whatever happens in whatever order, the links are those of a batch of everything that is live."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from functools import cache
from itertools import count
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.databases import Host
from tests.service.parties import agency, person
from tracing.linkage.matcher import load_matcher, matcher_text
from tracing.records import read_children, read_inquiries, read_truth
from tracing.service.bench import bench_of
from tracing.service.context import Service
from tracing.service.forming import Outrun, form_pending
from tracing.service.keyring import Keyring
from tracing.service.linking import link_due
from tracing.service.matching import match_pending
from tracing.service.promotion import (
    build_some,
    ensure_matcher,
    enter_matcher,
    matchers,
    promote_matcher,
    tidy,
)
from tracing.service.submission import correct, submit, withdraw
from tracing.simulation.batch import batch_links, in_use, stored_links
from tracing.store.database import Database
from tracing.store.matching import Queries

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
_ASIDE = ("record_id", "agency", "group_id")

Row = dict[str, str]


@cache
def pool() -> dict[str, list[Row]]:
    """Children and inquiries of the samples: those that belong together at the same places, then some that don't."""
    sides = {
        "child": read_children(SAMPLES / "children.csv"),
        "inquiry": read_inquiries(SAMPLES / "inquiries.csv"),
    }
    truth = read_truth(SAMPLES / "truth.csv").head(12)
    pairs = {"child": list(truth["child_id"]), "inquiry": list(truth["inquiry_id"])}
    found = {}
    for side, records in sides.items():
        rows = {row["record_id"]: row for row in records.frame.to_dict("records")}
        chosen = pairs[side] + [r for r in rows if r not in pairs[side]][:6]
        found[side] = [
            {str(k): v for k, v in rows[r].items() if v is not None and k not in _ASIDE} for r in chosen
        ]
    return found


class CrashError(BaseException):
    """The worker dies here."""


@contextmanager
def _dying(query: str) -> Iterator[None]:
    """Let whoever comes to a query die there."""

    def die(*_: object, **__: object) -> None:
        raise CrashError

    with patch.object(Queries, query, die), suppress(CrashError):
        yield


@contextmanager
def _meanwhile(act: Callable[[], object]) -> Iterator[None]:
    """Do something just before the next transaction takes the lock of matching; that it's done once is enough."""
    take = Queries.lock
    first = True

    def lock(queries: Queries) -> None:
        nonlocal first
        if first:
            first = False
            with patch.object(Queries, "lock", take):
                act()
        take(queries)

    with patch.object(Queries, "lock", lock):
        yield


class Matching(RuleBasedStateMachine):
    """Two agencies, two workers with memories of their own, and one who promotes matchers."""

    host: Host

    def __init__(self) -> None:
        super().__init__()
        self._made = self.host.database(self.host.template)
        url, keyring = self._made.__enter__(), Keyring.new()
        self.workers = [Service(Database(url, size=4), keyring) for _ in range(2)]
        self.service = self.workers[0]
        ensure_matcher(self.service)
        readers = [agency(self.service, code) for code in ("HN-SENAF", "GT-PGN")]
        self.readers = {
            (side, place): person(self.service, own, role)
            for place, own in enumerate(readers)
            for side, role in (("child", "found_worker"), ("inquiry", "family_worker"))
        }
        self.administrator = person(self.service, readers[0], "administrator")
        self.live: dict[tuple[str, int, str], int] = {}
        self.numbers = count(1)
        self.matchers = count(1)

    def close(self) -> None:
        """End the world, with what must be so."""
        self.teardown()

    def teardown(self) -> None:
        try:
            self.all_is_as_in_a_batch(0)
        finally:
            for worker in self.workers:
                worker.database.close()
            self._made.__exit__(None, None, None)

    # What agencies do

    places, groups = st.integers(0, 17), st.sampled_from(["", "", "1", "2"])
    sides, agencies = st.sampled_from(["child", "inquiry"]), st.integers(0, 1)

    def _submit(self, side: str, own: int, place: int, group: str) -> None:
        reference = f"R{next(self.numbers)}"
        submit(
            self.service, self.readers[side, own], side, {"record_id": reference, **_row(side, place, group)}
        )
        self.live[side, own, reference] = 1

    @rule(side=sides, own=agencies, place=places, group=groups)
    def one_is_submitted(self, side: str, own: int, place: int, group: str) -> None:
        self._submit(side, own, place, group)

    @rule(
        own=agencies,
        other=agencies,
        places=st.lists(places, min_size=2, max_size=4, unique=True),
        group=groups,
    )
    def a_family_is_submitted(self, own: int, other: int, places: list[int], group: str) -> None:
        for place in places:
            self._submit("child", own, place, group)
            self._submit("inquiry", other, place, group)

    @rule(side=sides, own=agencies, size=st.integers(11, 14))
    def a_bus_is_submitted(self, side: str, own: int, size: int) -> None:
        for place in range(size):
            self._submit(side, own, place % 18, "1")

    @rule(data=st.data(), place=places, group=groups)
    def one_is_corrected(self, data: st.DataObject, place: int, group: str) -> None:
        if self.live:
            self._correct(data.draw(st.sampled_from(sorted(self.live))), place, group)

    def _correct(self, record: tuple[str, int, str], place: int, group: str) -> None:
        side, own, reference = record
        row = _row(side, place, group)
        answer = correct(self.service, self.readers[side, own], side, reference, self.live[record], row)
        self.live[record] = int(answer.etag or 0)

    @rule(data=st.data())
    def one_is_withdrawn(self, data: st.DataObject) -> None:
        if self.live:
            self._withdraw(data.draw(st.sampled_from(sorted(self.live))))

    def _withdraw(self, record: tuple[str, int, str]) -> None:
        side, own, reference = record
        withdraw(self.service, self.readers[side, own], side, reference)
        del self.live[record]

    # What workers do

    workers_, few = st.integers(0, 1), st.sampled_from([1, 3, 50])

    @rule(worker=workers_, most=few)
    def forms_are_made(self, worker: int, most: int) -> None:
        form_pending(self.workers[worker], bench_of(self.workers[worker]), most)

    @rule(worker=workers_, most=few)
    def links_are_made(self, worker: int, most: int) -> None:
        self._link(worker, most)

    def _link(self, worker: int, most: int) -> None:
        service = self.workers[worker]
        with service.database.working() as connection:
            lines = Queries(connection).in_use()
        for line in lines:
            link_due(service, bench_of(service), line, most)

    @rule(worker=workers_, query=st.sampled_from(["lock", "add_keys", "write_forms", "mark_due"]), most=few)
    def a_worker_dies_making_forms(self, worker: int, query: str, most: int) -> None:
        with _dying(query):
            self.forms_are_made(worker, most)

    @rule(worker=workers_, query=st.sampled_from(["lock", "drop_links", "write_links"]), most=few)
    def a_worker_dies_making_links(self, worker: int, query: str, most: int) -> None:
        with _dying(query):
            self._link(worker, most)

    @rule(worker=workers_, most=few, forms=st.booleans(), data=st.data(), place=places, group=groups)
    def something_happens_while_a_worker_is_at_it(
        self, worker: int, most: int, forms: bool, data: st.DataObject, place: int, group: str
    ) -> None:
        """A record changes, and the other worker is quicker."""
        acts: list[Callable[[], object]] = [lambda: self._submit("child", 0, place, group)]
        acts.append(lambda: self._submit("inquiry", 0, place, group))
        if self.live:
            record = data.draw(st.sampled_from(sorted(self.live)))
            acts += [lambda: self._correct(record, place, group), lambda: self._withdraw(record)]
        act = data.draw(st.sampled_from(acts))
        far = data.draw(st.integers(0, 2))

        def meanwhile() -> None:
            act()
            if far > 0:
                form_pending(self.workers[1 - worker], bench_of(self.workers[1 - worker]), 50)
            if far > 1:
                self._link(1 - worker, 50)

        with _meanwhile(meanwhile), suppress(Outrun):
            if forms:
                self.forms_are_made(worker, most)
            else:
                self._link(worker, most)

    @rule()
    def changes_are_forgotten(self) -> None:
        with self.service.database.working() as connection:
            Queries(connection).prune_changes(timedelta(0))

    # What administrators do

    @rule()
    def another_matcher_is_promoted(self) -> None:
        if any(one.state == "building" for one in matchers(self.service, self.administrator)):
            return
        tidy(self.service)
        made = enter_matcher(self.service, self.administrator, _another(next(self.matchers)))
        promote_matcher(self.service, self.administrator, made.id, reason="for a test")

    @rule(worker=workers_, steps=st.integers(1, 4))
    def a_matcher_is_built_further(self, worker: int, steps: int) -> None:
        for one in matchers(self.service, self.administrator):
            if one.state == "building":
                with (
                    patch("tracing.service.promotion._FORMS", 3),
                    patch("tracing.service.promotion._INQUIRIES", 2),
                ):
                    for _ in range(steps):
                        build_some(self.workers[worker], one.id, 0.0)

    # What must be so

    @rule(worker=workers_)
    def all_is_as_in_a_batch(self, worker: int) -> None:
        match_pending(self.workers[worker])
        for one in matchers(self.service, self.administrator):
            if one.state == "building":
                while build_some(self.workers[worker], one.id):
                    pass
        line = in_use(self.service)
        assert stored_links(self.service, line.id) == batch_links(self.service, line)


def _row(side: str, place: int, group: str) -> Row:
    return {**pool()[side][place], **({"group_id": group} if group else {})}


def _another(number: int) -> str:
    matcher = load_matcher("default")
    # Another group term, so that other links come out.
    return matcher_text(matcher).replace("per_pair = 3", f"per_pair = {3 + number % 3}")


def test_links_are_those_of_a_batch_whatever_happens(host: Host) -> None:
    Matching.host = host
    run_state_machine_as_test(
        Matching,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )


def _everybody(host: Host) -> Matching:
    """All of the pool are submitted, some of them with a family."""
    Matching.host = host
    world = Matching()
    for place in range(18):
        world._submit("child", 0, place, ("", "", "1")[place % 3])
        world._submit("inquiry", 1, place, ("", "", "2")[place % 3])
    return world


def test_links_are_those_of_a_batch_where_candidates_come_in_parts(host: Host) -> None:
    world = _everybody(host)
    with patch("tracing.service.linking._MOST_CANDIDATES", 2), closing(world):
        match_pending(world.service)
        assert len(stored_links(world.service, in_use(world.service).id)) >= 12


def test_links_are_those_of_a_batch_where_one_worker_matches_two_bunches_at_once(host: Host) -> None:
    world = _everybody(host)
    with patch("tracing.service.matching._AT_ONCE", 4), closing(world), ThreadPoolExecutor(2) as threads:
        done = list(threads.map(match_pending, [world.service] * 2))
        assert sum(done) >= 72
