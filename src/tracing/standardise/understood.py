"""What the program understood of a record, in words and codes that stand next to the raw value."""

from __future__ import annotations

from tracing.standardise.dates import BirthDate
from tracing.standardise.names import ParsedName, Reading
from tracing.standardise.profile import Profile

__all__ = ["understood"]


def _reading(reading: Reading) -> str:
    given = " ".join(unit.alternatives[0] for unit in reading.given)
    surnames = " + ".join(unit.alternatives[0] for unit in reading.surnames)
    married = f" (de {reading.married.text})" if reading.married is not None else ""
    return f"{given} | {surnames}{married}"


def _name(name: ParsedName | None) -> str | None:
    return None if name is None or not name.readings else _reading(name.readings[0])


def _others(name: ParsedName | None) -> str | None:
    if name is None or len(name.readings) < 2:
        return None
    return "; ".join(f"{_reading(r)} [{r.weight:.2f}]" for r in name.readings[1:])


def _birth(birth: BirthDate | None) -> str | None:
    if birth is None:
        return None
    if birth.earliest == birth.latest:
        return birth.earliest.isoformat()
    return f"{birth.earliest.isoformat()}/{birth.latest.isoformat()}"


def _join(values: list[str]) -> str | None:
    return "; ".join(values) or None


def understood(profile: Profile) -> dict[str, str | None]:
    """Return field → what was understood: ``given | first + second`` surnames, ISO dates and codes, E.164.

    Document numbers and telephones are shown as kept for comparing: the file is as confidential as its source.
    """
    birth = profile.birth
    places = profile.origin.places
    flags = [
        *(birth.flags if birth else ()),
        *profile.origin.flags,
        *(profile.name.flags if profile.name else ()),
    ]
    return {
        "name": _name(profile.name),
        "other_readings": _others(profile.name),
        "aliases": _join([a.raw for a in profile.aliases]),
        "sex": profile.sex,
        "birth": _birth(birth),
        "birth_precision": birth.precision if birth else None,
        "birth_basis": birth.basis if birth else None,
        "nationality": _join(sorted(profile.nationality)),
        "origin": _join([f"{p.id} {p.name}" for p in places[:1]]),
        "origin_other_readings": _join([f"{p.id} {p.name}" for p in places[1:]]),
        "origin_locality": profile.origin.locality_text,
        "languages": _join([language.code or f"({language.text})" for language in profile.languages]),
        "mother": _name(profile.mother),
        "father": _name(profile.father),
        "caregiver": _name(profile.caregiver),
        "siblings": _join([n for n in map(_name, profile.siblings) if n]),
        "phones": _join([p.e164 or p.tail for p in profile.phones]),
        "documents": _join([f"{d.kind}:{d.number} ({d.check})" for d in profile.documents]),
        "marks": _join([" ".join(filter(None, (m.kind, m.site, m.side))) for m in profile.marks]),
        "event": None if profile.event is None else profile.event.earliest.isoformat(),
        "flags": _join(sorted(set(flags))),
    }
