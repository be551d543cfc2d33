"""Forms, keys, links, and what is still to be done about them: queries and nothing else.

All of it is the worker's (``Database.working``). What changes forms or writes links first takes the lock (``lock``); see
``service.matching`` for what that is good for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from tracing.store.arrays import Bigs, Blobs, Reals, Smalls, Texts, cursor
from tracing.store.named import queries

__all__ = [
    "Change",
    "Facts",
    "FormRow",
    "InUse",
    "Known",
    "LinkRow",
    "Member",
    "Newest",
    "Queries",
    "Sharing",
    "Waits",
]

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class InUse:
    """A matcher that is active or being built; its forms and keys stand in ``slot``."""

    id: int
    name: str
    rules: str
    slot: int
    state: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Waits:
    """Since when a record waits, and whether it goes before others."""

    since: datetime
    urgent: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """A record as of its latest version, written ``at``."""

    id: int
    side: str
    version: int
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """A form that is there: its stamp, its group (0: none), its keys."""

    stamp: int
    companions: int
    keys: Numbers


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form to be written. ``left`` is the group the record was in."""

    slot: int
    record_id: int
    version: int
    left: int
    companions: int
    keys: Numbers
    form: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """A form that changed, with the groups the record was in and is in (0: none)."""

    record_id: int
    left: int
    companions: int


@dataclass(frozen=True, slots=True)
class Newest:
    """How far the stamps of changes are, from where on they are kept, and since when the server runs."""

    oldest: int
    stamp: int
    server_since: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A record that has a form: its side, its group (0: none), its keys."""

    id: int
    side: str
    companions: int
    keys: Numbers


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as it is stored."""

    inquiry_id: int
    child_id: int
    weight: int
    group_term: int
    probability: float
    band: str
    levels: bytes
    weights: tuple[int, ...]

    @property
    def pair(self) -> tuple[int, int]:
        """The inquiry and the child."""
        return self.inquiry_id, self.child_id


@dataclass(frozen=True, slots=True)
class Sharing:
    """Records that have one of some keys: a record and a key, once for each that it has, in no particular order."""

    records: Numbers
    keys: Numbers

    def of(self, keys: Numbers) -> Sharing:
        """Return what shares some of the keys."""
        chosen = np.isin(self.keys, keys)
        return Sharing(self.records[chosen], self.keys[chosen])


class Queries:
    """The queries of matching, in the transaction of a connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._cursor = cursor(connection)
        self._run("prepare")

    def _run(self, query: str, /, **values: Any) -> None:
        self._cursor.execute(queries("matching")[query].text.encode(), values)

    def _all(self, query: str, /, **values: Any) -> list[tuple[Any, ...]]:
        self._run(query, **values)
        return self._cursor.fetchall()

    def _one(self, query: str, /, **values: Any) -> tuple[Any, ...]:
        (row,) = self._all(query, **values)
        return row

    # Matchers

    def in_use(self) -> list[InUse]:
        """Return the matchers that are active or being built, the active one first."""
        return [InUse(*row) for row in self._all("in_use")]

    def matcher_file(self, matcher_id: int) -> str:
        """Return a matcher's file."""
        return str(self._one("matcher_file", matcher=matcher_id)[0])

    # Making forms

    def lock(self) -> None:
        """Keep others from changing forms and writing links until the transaction ends."""
        self._run("lock")

    def claim_pending(self, most: int) -> dict[int, Waits]:
        """Take records off the list of those to be matched, the urgent ones first."""
        return _waits(self._all("claim_pending", most=most))

    def facts(self, records: Collection[int]) -> dict[int, Facts]:
        """Return what is known of records."""
        return {row[0]: Facts(*row) for row in self._all("facts", records=Bigs(list(records)))}

    def known(self, records: Collection[int]) -> dict[tuple[int, int], Known]:
        """Return the forms that are there, by slot and record."""
        rows = self._all("known_forms", records=Bigs(list(records)))
        return {(slot, record): Known(*rest) for slot, record, *rest in rows}

    def stamps(self, records: Collection[int]) -> dict[tuple[int, int], int]:
        """Return the stamps of the forms that are there, by slot and record."""
        rows = self._all("stamps", records=Bigs(list(records)))
        return {(slot, record): stamp for slot, record, stamp in rows}

    def versions(self, records: Collection[int]) -> dict[int, tuple[int, str]]:
        """Return the latest version of records, and their state."""
        rows = self._all("versions", records=Bigs(list(records)))
        return {record: (version, state) for record, version, state in rows}

    def add_keys(self, side: str, keys: Numbers, records: Numbers) -> None:
        """Enter keys of records."""
        if len(keys):
            self._run(f"add_{side}_keys", keys=Smalls(keys), records=Smalls(records))

    def drop_keys(self, side: str, keys: Numbers, records: Numbers) -> None:
        """Remove keys of records."""
        if len(keys):
            self._run(f"drop_{side}_keys", keys=Smalls(keys), records=Smalls(records))

    def write_forms(self, rows: Sequence[FormRow], rules: str) -> None:
        """Write forms, one a record and slot, and note that they changed. Needs the lock."""
        if rows:
            self._run(
                "write_forms",
                slots=[row.slot for row in rows],
                records=Bigs([row.record_id for row in rows]),
                versions=Smalls([row.version for row in rows]),
                left=Bigs([row.left for row in rows]),
                new=Bigs([row.companions for row in rows]),
                keys=Texts([_listed(row.keys.tolist()) for row in rows]),
                forms=Blobs([row.form for row in rows]),
                rules=rules,
            )

    def forget(self, records: Collection[int]) -> None:
        """Remove what matching made of records that aren't live. Takes the lock."""
        if records:
            self._run("forget", records=Bigs(list(records)))

    def mark_due(self, matchers: Collection[int], records: Mapping[int, Waits]) -> None:
        """Note that links of records are to be made under matchers."""
        if records and matchers:
            self._run(
                "mark_due",
                records=Bigs(list(records)),
                since=[one.since for one in records.values()],
                urgent=[one.urgent for one in records.values()],
                matchers=Smalls(list(matchers)),
            )

    def mark_groups_due(self, groups: Sequence[tuple[InUse, int, int]], urgent: bool) -> None:
        """The same of the members of groups (matcher, number, the most members it may have)."""
        if groups:
            self._run(
                "mark_groups_due",
                matchers=Smalls([line.id for line, _, _ in groups]),
                slots=Smalls([line.slot for line, _, _ in groups]),
                groups=Bigs([number for _, number, _ in groups]),
                most=Smalls([most for _, _, most in groups]),
                urgent=urgent,
            )

    def set_aside(self, record: int) -> None:
        """Take a record that can't be matched off all lists of what is to be done."""
        self._run("set_aside_pending", record=record)
        self._run("set_aside_due", record=record)

    # Making links

    def claim_due(self, matcher_id: int, most: int) -> dict[int, Waits]:
        """Take records off the list of those whose links are to be made, the urgent ones first."""
        return _waits(self._all("claim_due", matcher=matcher_id, most=most))

    def newest(self) -> Newest:
        """Return how far the stamps of changes are."""
        return Newest(*self._one("newest_change"))

    def changes(self, slot: int, stamp: int) -> list[Change]:
        """Return the forms of a slot that changed after a stamp, those changed twice twice."""
        return [Change(*row) for row in self._all("changes_since", slot=slot, stamp=stamp)]

    def members(self, slot: int, records: Collection[int]) -> list[Member]:
        """Return those of some records that have a form."""
        return [Member(*row) for row in self._all("members", slot=slot, records=Bigs(list(records)))]

    def groups(self, slot: int, records: Numbers) -> dict[int, int]:
        """Return the group of each of some records that has one."""
        return dict(self._all("groups", slot=slot, records=Bigs(records)))

    def members_of(self, slot: int, groups: Collection[int], most: int) -> dict[int, list[int]]:
        """Return the members of groups; of one that has more than ``most`` only one more than that."""
        found: dict[int, list[int]] = {}
        for number, record in self._all("groups_members", slot=slot, groups=Bigs(list(groups)), most=most):
            found.setdefault(number, []).append(record)
        return found

    def with_keys(self, side: str, keys: Numbers) -> Sharing:
        """Return the records of a side that have one of the keys."""
        name = "children_with_keys" if side == "child" else "inquiries_with_keys"
        return Sharing(*self._one(name, keys=Smalls(keys)))

    def own_with_keys(
        self, slot: int, agency: int, side: str, keys: Numbers, most: int, latest: int
    ) -> list[int]:
        """Return those of an agency's ``most`` latest live records of a side that have one of the keys, and the ``latest`` of
        them whatever keys they have."""
        given = {
            "slot": slot,
            "agency": agency,
            "side": side,
            "keys": Smalls(keys),
            "most": most,
            "latest": latest,
        }
        return [row[0] for row in self._all("own_with_keys", **given)]

    def own_pending(self, agency: int, side: str, among: int, most: int) -> list[int]:
        """Return those of an agency's ``among`` latest live records of a side whose form is yet to be made, or made anew: the
        latest ``most`` of them."""
        return [row[0] for row in self._all("own_pending", agency=agency, side=side, among=among, most=most)]

    def forms(self, slot: int, records: Collection[int]) -> list[tuple[int, bytes]]:
        """Return (record, form) of records."""
        return [tuple(row) for row in self._all("forms", slot=slot, records=Bigs(list(records)))]

    def formed(self, slot: int, before: int, most: int) -> list[int]:
        """Return records that have a form, the latest first, of those before a record."""
        return [row[0] for row in self._all("formed", slot=slot, before=before, most=most)]

    def links_of(self, matcher_id: int, records: Collection[int]) -> dict[tuple[int, int], LinkRow]:
        """Return the stored links of records on either side, by inquiry and child."""
        rows = self._all("links_of", matcher=matcher_id, records=Bigs(list(records)))
        return {(row[0], row[1]): _link(row) for row in rows}

    def drop_links(self, matcher_id: int, pairs: Collection[tuple[int, int]]) -> None:
        """Remove links. Needs the lock."""
        if pairs:
            inquiries, children = zip(*sorted(pairs), strict=True)
            self._run("drop_links", matcher=matcher_id, inquiries=Bigs(inquiries), children=Bigs(children))

    def write_links(
        self,
        matcher_id: int,
        inquiries: Numbers,
        children: Numbers,
        weight: NDArray[np.int32],
        group: NDArray[np.int32],
        probability: NDArray[np.float64],
        band: Sequence[str],
        levels: Sequence[bytes],
        weights: NDArray[np.int32],
    ) -> None:
        """Write links, new or in the place of what is there, in the order of their pairs: what stands in ``LinkRow``, a column each, and
        ``weights`` of shape (links, comparisons + kinship). Needs the lock."""
        if len(inquiries):
            self._run(
                "write_links",
                matcher=matcher_id,
                inquiries=Bigs(inquiries),
                children=Bigs(children),
                weight=Smalls(weight),
                group=Smalls(group),
                probability=Reals(probability),
                band=Texts(band),
                levels=Blobs(levels),
                weights=Smalls(weights.ravel()),
                wide=weights.shape[1],
            )

    # Keeping house

    def something_waits(self, older: timedelta) -> bool:
        """Tell whether something has waited for longer than ``older``."""
        return bool(self._one("something_waits", older=older)[0])

    def prune_changes(self, older: timedelta) -> None:
        """Forget changes older than that."""
        self._run("prune_changes", older=older)


def _link(row: tuple[Any, ...]) -> LinkRow:
    inquiry, child, weight, group, probability, band, levels, weights = row
    return LinkRow(inquiry, child, weight, group, probability, band, levels, tuple(weights.tolist()))


def _waits(rows: Iterable[tuple[Any, ...]]) -> dict[int, Waits]:
    found: dict[int, Waits] = {}
    for record, since, urgent in rows:
        known = found.get(record, Waits(since, urgent))
        found[record] = Waits(min(since, known.since), urgent or known.urgent)
    return found


def _listed(numbers: Iterable[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"
