"""The first half of matching: what was submitted becomes a form and keys, by which the second half finds it.

Forms and keys of a record appear in one commit. Up to there nothing keeps anybody from doing the same at the same time: only
the commit itself is made under the lock of matching, and only if nothing has changed that it began with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import numpy as np
import psycopg
import sqlalchemy as sa
from numpy.typing import NDArray

from tracing.linkage.features import FormMaker
from tracing.linkage.form_bytes import encode_forms
from tracing.linkage.form_table import form_table
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.neighbourhood import LARGEST
from tracing.service.bench import RULES, SIDES, Bench, companions_of, form_context, readable, turned
from tracing.service.context import Service
from tracing.service.live_rows import live_rows
from tracing.standardise.guarded import profile_or_fault
from tracing.store.matching import Facts, FormRow, InUse, Known, Queries, Waits

__all__ = ["Broken", "Formed", "Outrun", "broken", "form_pending", "forms_of", "store_forms"]

_Flat = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Keys, and the record of each."""


class Outrun(Exception):  # noqa: N818  nothing is wrong: it is done again
    """Another has changed meanwhile what this began with."""


class Broken(Exception):  # noqa: N818  the error is its cause
    """Something went wrong with some records that will go wrong again."""

    def __init__(self, records: Collection[int]) -> None:
        super().__init__(f"{len(records)} records")
        self.records = tuple(records)


@dataclass(frozen=True, slots=True)
class Formed:
    """A live record's form as it is stored under each matcher: with its keys there, by matcher."""

    facts: Facts
    companions: int
    form: bytes
    keys: Mapping[int, NDArray[np.int64]]


@cache
def _maker() -> FormMaker:
    return FormMaker(load_frequencies())


def form_pending(service: Service, bench: Bench, most: int) -> int:
    """Make the forms of up to ``most`` records that were submitted, and note whose links are to be made; return how many
    records that were. Raises ``Outrun`` where it has to be done again, ``Broken`` where it can't be done."""
    with service.database.working() as connection:
        queries = Queries(connection)
        waits = queries.claim_pending(most)
        if waits:
            with broken(waits):
                _form(service, bench, connection, queries, waits)
        return len(waits)


@contextmanager
def broken(records: Collection[int]) -> Iterator[None]:
    """Say of which records it was that something went wrong which will go wrong again."""
    try:
        yield
    except (Outrun, psycopg.Error, sa.exc.DBAPIError):
        raise
    except Exception as error:
        raise Broken(records) from error


def _form(
    service: Service, bench: Bench, connection: sa.Connection, queries: Queries, waits: Mapping[int, Waits]
) -> None:
    lines = [line for line in queries.in_use() if readable(line)]
    known = queries.known(waits)
    # After what is known of them: the content is then no older than the form it takes the place of.
    facts = queries.facts(waits)
    formed = forms_of(service, bench, connection, queries, facts.values(), lines)
    store_forms(service, queries, formed, lines, facts, known)
    if [line for line in queries.in_use() if readable(line)] != lines:
        raise Outrun
    # What is left of those that aren't live any more, and their groups.
    queries.forget({record for _, record in known} - {one.facts.id for one in formed})
    _mark_groups(queries, formed, lines, known, any(one.urgent for one in waits.values()))
    queries.mark_due([line.id for line in lines], {one.facts.id: waits[one.facts.id] for one in formed})


def forms_of(
    service: Service,
    bench: Bench,
    connection: sa.Connection,
    queries: Queries,
    facts: Iterable[Facts],
    lines: Sequence[InUse],
) -> list[Formed]:
    """Standardise those of some records that are live, and find their keys under matchers."""
    made: list[Formed] = []
    facts = list(facts)
    for side, name in SIDES.items():
        own = {one.id: one for one in facts if one.side == side}
        rows = live_rows(service, connection, own.values()) if own else {}
        if not rows:
            continue
        table = form_table([profile_or_fault(row) for row in rows.values()], _maker())
        forms = encode_forms(table)
        companions = companions_of(service.keyring, side, table.column("group").to_pylist())
        with bench.at():
            keys = {
                line.id: turned(service.keyring, bench.near(queries, line).keys(forms, name), line.slot)
                for line in lines
            }
        for place, record in enumerate(rows):
            of_record = {matcher: of_all[place] for matcher, of_all in keys.items()}
            made.append(Formed(own[record], companions[place], forms[place], of_record))
    return made


def store_forms(
    service: Service,
    queries: Queries,
    formed: Sequence[Formed],
    lines: Sequence[InUse],
    facts: Mapping[int, Facts],
    known: Mapping[tuple[int, int], Known],
) -> None:
    """Store forms and keys under matchers. From here to the commit the lock is held; raises ``Outrun`` if records
    (``facts``) or their forms (``known``, by slot and record) have changed since they were read."""
    changed = {side: _changed_keys(side, formed, lines, known) for side in SIDES}
    for side, (new, _) in changed.items():
        queries.add_keys(side, *new)
    queries.lock()
    _check(queries, lines, facts, known)
    for side, (_, old) in changed.items():
        # Not before: whoever withdraws one of the records removes the same, and has the lock.
        queries.drop_keys(side, *old)
    rows: list[FormRow] = []
    for one in formed:
        record = one.facts.id
        sealed = service.keyring.encrypt(one.form, form_context(record))
        for line in lines:
            left = _left(known, line, record)
            keys = one.keys[line.id]
            rows.append(FormRow(line.slot, record, one.facts.version, left, one.companions, keys, sealed))
    queries.write_forms(rows, RULES)


def _left(known: Mapping[tuple[int, int], Known], line: InUse, record: int) -> int:
    before = known.get((line.slot, record))
    return 0 if before is None else before.companions


def _mark_groups(
    queries: Queries,
    formed: Sequence[Formed],
    lines: Sequence[InUse],
    known: Mapping[tuple[int, int], Known],
    urgent: bool,
) -> None:
    """Note the links of all members of the groups that records have left or joined to be made."""
    changed = Counter(
        (line, number)
        for one in formed
        for line in lines
        for number in {_left(known, line, one.facts.id), one.companions} - {0}
    )
    # A group was larger before by as many as have left it, at most.
    queries.mark_groups_due(
        [(line, number, LARGEST + count) for (line, number), count in changed.items()], urgent
    )


def _changed_keys(
    side: str, formed: Sequence[Formed], lines: Sequence[InUse], known: Mapping[tuple[int, int], Known]
) -> tuple[_Flat, _Flat]:
    """Return the keys that records have anew, and those that they have no more."""
    nothing = np.empty(0, dtype=np.int64)
    new: list[tuple[int, NDArray[np.int64]]] = []
    old: list[tuple[int, NDArray[np.int64]]] = []
    for one in formed:
        if one.facts.side != side:
            continue
        for line in lines:
            before = known.get((line.slot, one.facts.id))
            there = nothing if before is None else before.keys
            new.append((one.facts.id, np.setdiff1d(one.keys[line.id], there, assume_unique=True)))
            old.append((one.facts.id, np.setdiff1d(there, one.keys[line.id], assume_unique=True)))
    return _flat(new), _flat(old)


def _flat(keys: Sequence[tuple[int, NDArray[np.int64]]]) -> _Flat:
    """Return keys and the record of each, in the order in which the index holds them."""
    if not keys:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    records = np.repeat([record for record, _ in keys], [len(one) for _, one in keys])
    values = np.concatenate([one for _, one in keys])
    order = np.argsort(values, kind="stable")
    return values[order], records[order]


def _check(
    queries: Queries,
    lines: Sequence[InUse],
    facts: Mapping[int, Facts],
    known: Mapping[tuple[int, int], Known],
) -> None:
    """Raise ``Outrun`` if records, their forms or the matchers aren't what they were at the beginning."""
    slots = {line.slot for line in lines}
    versions = {record: (one.version, one.state) for record, one in facts.items()}
    stamps = {place: one.stamp for place, one in known.items() if place[0] in slots}
    now = {place: stamp for place, stamp in queries.stamps(versions).items() if place[0] in slots}
    if queries.versions(versions) != versions or now != stamps or not set(lines) <= set(queries.in_use()):
        raise Outrun
