"""What happened in a month, as it is counted: read with the worker's eyes, and without anything that leads back to a record.

A case is counted for the first act by which it came so far, by the rules of ``casework.states`` as they are known when the month is
closed: an act that wasn't legal where it stands counts for nothing here either, nor one that was taken back meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

import sqlalchemy as sa

from tracing.casework.acts import ActKind, Outcome
from tracing.casework.case_facts import Progress
from tracing.casework.decisions import DecisionKind
from tracing.casework.review import review_of
from tracing.casework.states import progress_of
from tracing.casework.statistics.measures import TIMED, UNKNOWN, Event, Measure, Sex, age_band
from tracing.casework.statistics.periods import month_after
from tracing.service.context import Service
from tracing.service.pairs import Pair
from tracing.service.sets.members import members_of
from tracing.service.state_of import case_of
from tracing.standardise import sex
from tracing.standardise.record import birth_of, origin_of
from tracing.store import records
from tracing.store import statistics as store
from tracing.store.review import decisions_among

__all__ = ["events_of"]

_AT_ONCE = 1000

_Records = tuple[frozenset[int], frozenset[int]]
"""All records of a family's search and of a child."""


@dataclass(frozen=True, slots=True)
class _Who:
    """What is counted of a person."""

    country: str
    department: str
    municipality: str
    sex: Sex
    earliest: date | None
    latest: date | None

    def event(self, measure: Measure, at: datetime) -> Event:
        band = age_band(self.earliest, self.latest, at.date())
        return Event(measure, self.country, self.department, self.municipality, self.sex, band)


def events_of(service: Service, month: date) -> list[Event]:
    """Return what happened in a month, sorted: no order tells what came when."""
    since, until = (datetime.combine(day, time(), UTC) for day in (month, month_after(month)))
    return sorted([*_entries(service, since, until), *_steps(service, since, until)])


def _entries(service: Service, since: datetime, until: datetime) -> Iterator[Event]:
    with service.database.working() as connection:
        found = dict(store.entered_in(connection, since, until))
        ids = sorted(found)
        for place in range(0, len(ids), _AT_ONCE):
            bunch = ids[place : place + _AT_ONCE]
            again = _counted_before(connection, bunch, found.keys(), since)
            for one in records.latest(connection, [number for number in bunch if number not in again]):
                at = found[one.id]
                measure = Measure.FOUND if one.side == "child" else Measure.SOUGHT
                yield _who({**one.content, "agency": one.agency}, at.date()).event(measure, at)


def _counted_before(
    connection: sa.Connection, ids: Collection[int], entered: Collection[int], since: datetime
) -> set[int]:
    """Return of records those that tell of somebody whom an earlier record tells of: one of this month, or of a month before."""
    earlier = {
        record: {one for one in members if one < record}
        for record, members in members_of(connection, ids).items()
        if min(members) < record
    }
    homes = store.homes_of(connection, set[int]().union(*earlier.values())) if earlier else {}
    return {
        record
        for record, others in earlier.items()
        if any(one in entered or homes[one][2] < since for one in others)
    }


def _steps(service: Service, since: datetime, until: datetime) -> Iterator[Event]:
    # A child is counted once for each measure, whoever asks for it, on however many records, and however often its case is
    # closed: otherwise ten of a cell might be one child.
    first: dict[tuple[int, Measure], _Moment] = {}
    for pair, case in _cases(service, until):
        for measure, moment in _moments(service, pair, case):
            known = first.setdefault((pair.child, measure), moment)
            if moment.at < known.at:
                first[pair.child, measure] = moment
    happened = [(child, measure, m) for (child, measure), m in first.items() if since <= m.at < until]
    with service.database.working() as connection:
        homes = store.homes_of(connection, {i for child, _, m in happened for i in (child, m.inquiry)})
        people = _people(connection, {child for child, _, _ in happened}, until.date())
    for child, measure, moment in happened:
        country, kind, _ = homes[child]
        yield replace(
            people[child].event(measure, moment.at),
            agency=(country, kind),
            ground=moment.ground,
            days=max(0, (moment.at - homes[moment.inquiry][2]).days) if measure in TIMED else -1,
        )


def _cases(service: Service, until: datetime) -> Iterator[tuple[Pair, _Records]]:
    """Yield each case that people had decided on before a moment, as the pair of its first records that there are, with all of
    its records."""
    with service.database.working() as connection:
        pairs = [Pair(*pair) for pair in store.acted_pairs(connection, until)]
        members = members_of(connection, {record for pair in pairs for record in (pair.inquiry, pair.child)})
    cases = {}
    for pair in pairs:
        of_both = members[pair.inquiry], members[pair.child]
        cases[Pair(*(min(one & members.keys()) for one in of_both))] = of_both
    yield from cases.items()


@dataclass(frozen=True, slots=True)
class _Moment:
    """When a case came so far, and by whose inquiry."""

    at: datetime
    inquiry: int
    ground: str = UNKNOWN


_REACHED: Mapping[Measure, Callable[[Progress], bool]] = {
    Measure.VERIFIED: lambda p: p.verified,
    Measure.REUNIFIED: lambda p: p.solution is Outcome.REUNIFIED,
    Measure.SETTLED_ELSEWHERE: lambda p: p.solution is Outcome.SETTLED_ELSEWHERE,
    Measure.CLOSED: lambda p: p.closed,
}


def _moments(service: Service, pair: Pair, records_of: _Records) -> Iterator[tuple[Measure, _Moment]]:
    """Yield when a case first came how far, with the ground of its closing."""
    case = case_of(service, pair)
    judgements = case.facts.judgements
    for place, judgement in enumerate(judgements, start=1):
        review = review_of(judgements[:place], strong=case.facts.strong, barred=case.barred)
        if review.outcome is DecisionKind.POSSIBLE and case.review.outcome is DecisionKind.POSSIBLE:
            with service.database.working() as connection:
                made = {d.id: d.at for d in decisions_among(connection, *records_of)}
            yield Measure.MATCHED, _Moment(made[judgement.number], pair.inquiry)
            break
    back = {act.takes_back for act in case.facts.acts}
    acts = sorted(case.facts.acts, key=lambda act: act.number)
    standing = [act for act in acts if act.kind is not ActKind.TAKEN_BACK and act.number not in back]
    left = dict(_REACHED)
    for place, act in enumerate(standing, start=1):
        progress = progress_of(replace(case.facts, acts=tuple(standing[:place])))
        for measure in [measure for measure, reached in left.items() if reached(progress)]:
            del left[measure]
            ground = act.grounds[0] if measure is Measure.CLOSED and act.grounds else UNKNOWN
            yield measure, _Moment(act.at, pair.inquiry, ground)


def _people(connection: sa.Connection, ids: Collection[int], today: date) -> dict[int, _Who]:
    return {
        one.id: _who({**one.content, "agency": one.agency}, today) for one in records.latest(connection, ids)
    }


def _who(row: dict[str, str | None], today: date) -> _Who:
    birth = birth_of(row, today)
    country, department, municipality = _origin(row)
    said = sex.parse(row.get("sex") or "")
    return _Who(
        country,
        department,
        municipality,
        Sex(said) if said in set(Sex) else Sex.OTHER,
        None if birth is None else birth.earliest,
        None if birth is None else birth.latest,
    )


def _origin(row: dict[str, str | None]) -> tuple[str, str, str]:
    """Return country, department and municipality, each only where all readings of the text agree on it."""
    origin = origin_of(row)
    if len(origin.countries) != 1:
        return UNKNOWN, UNKNOWN, UNKNOWN
    (country,) = origin.countries
    departments = {place.admin1 for place in origin.places if place.country == country}
    department = next(iter(departments)) if len(departments) == 1 else None
    if department is None:
        return country, UNKNOWN, UNKNOWN
    towns = {place.admin2 for place in origin.places if place.country == country}
    town = next(iter(towns)) if len(towns) == 1 else None
    return country, department, town or UNKNOWN
