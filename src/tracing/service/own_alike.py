"""Which records of an agency's own may be of the same person as one that is being written: a warning before it is sent.

Nothing is looked at but the agency's own records of that side. So the warning, and the time it takes, are the same whatever
others hold or seek (brief I6, oracle risk).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracing.linkage.distinct import distinct
from tracing.linkage.features import FormMaker
from tracing.linkage.form_bytes import encode_forms
from tracing.linkage.form_table import form_table
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.same_side import Recorded, likes
from tracing.service.bench import SIDES, bench_of, form_context, readable, turned
from tracing.service.context import Service
from tracing.service.forming import forms_of
from tracing.service.live_rows import dated
from tracing.service.submission import own_agency
from tracing.standardise.guarded import profile_or_fault
from tracing.store import records
from tracing.store.database import Reader, write_audit
from tracing.store.matching import Queries

__all__ = ["own_alike"]

_MOST: Final = 5000
"""Of how many of the agency's records, the latest, it is looked at."""

_MOST_COMPARED: Final = 200
"""Of how many of them, the latest, each is compared, whatever key it has: a common name is none, nor is a common name of the
mother, and both together may be one child's."""

_MOST_WAITING: Final = 50
"""Of how many of those that aren't ready for matching yet, the latest."""

_MOST_TOLD: Final = 10
_WRITTEN: Final = -3
"""The number of the record that is being written."""


def own_alike(
    service: Service, reader: Reader, side: str, row: Mapping[str, str], but: str = ""
) -> list[str]:
    """Return the references of live records of the reader's agency that may be of the same person as a row of the file
    contract, at most ten; ``but``: the record that the row is to correct. Nothing where no matcher is in use yet."""
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, side, writes=True)
    found = _alike(
        service, side, agency.id, {**row, "agency": agency.code, "record_id": "", "group_id": None}
    )
    with service.database.reading(reader) as connection:
        told = [one for one in records.references_of(connection, found) if one != but]
        write_audit(connection, reader, "look_for_own", "records", agency.id, side=side, shown=len(told))
    return told[:_MOST_TOLD]


def _alike(service: Service, side: str, agency: int, row: Mapping[str, str | None]) -> list[int]:
    profile = profile_or_fault(dated(row, service.now().date()))
    if isinstance(profile, str):
        return []
    (form,) = encode_forms(form_table([profile], FormMaker(load_frequencies())))
    bench = bench_of(service)
    with service.database.working() as connection, bench.at():
        queries = Queries(connection)
        line = next((one for one in queries.in_use() if one.state == "active" and readable(one)), None)
        if line is None:
            return []
        near = bench.near(queries, line)
        # What came in a moment ago isn't made ready for matching yet. It is asked for first: what is ready by now is found below.
        waiting = queries.facts(queries.own_pending(agency, side, _MOST, _MOST_WAITING)).values()
        # By the keys that it would be found by, and by those that it finds.
        keys = [turned(service.keyring, near.keys([form], one), line.slot)[0] for one in SIDES.values()]
        own = queries.own_with_keys(line.slot, agency, side, distinct(*keys), _MOST, _MOST_COMPARED)
        forms = {
            number: service.keyring.decrypt(hidden, form_context(number))
            for number, hidden in queries.forms(line.slot, own)
        }
        for one in forms_of(service, bench, connection, queries, waiting, [line]):
            forms[one.facts.id] = one.form
    forms[_WRITTEN] = form
    pairs = likes(near.matcher, dict.fromkeys(forms, Recorded(0, agency)), forms, [_WRITTEN], keyless=True)
    return [one.second for one in pairs]
