"""The register of law in JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from tracing.api.models import Line, Model
from tracing.api.routes.pair_models import Said, said
from tracing.casework.law.ages import LAWS_OF, Ages, AgeUnder
from tracing.casework.law.compare import Difference
from tracing.casework.law.entries import CHECKS, ENTRY_STATES
from tracing.casework.law.entries import Entry as LawEntry
from tracing.casework.law.rules import RULES, Rule, figure_of
from tracing.casework.majority import AGES

__all__ = [
    "PLACE", "AgencyPlace", "AgesOut", "Comparison", "Decision", "Entries", "NewEntry", "Places", "Receipt", "Rules", "Sources", "ages_out",
    "comparison_out", "entries_out", "entry_out", "rules_out",
]  # fmt: skip

PLACE = "`INT` (what holds everywhere), a country or a subdivision by its ISO 3166 code"
_Text = Annotated[str, Field(min_length=1, max_length=1000)]


class Who(Model):
    """Who entered a version, and who decided on it."""

    person: int
    at: datetime
    second: int | None
    second_at: datetime | None


class Entry(Model):
    """One version of the rule of a place. `value`: as the rule's unit is written, none of a provision; `ends`: the place has no rule
    of its own in these days; `checked_on`, `checked_by`: when and by whom it was last compared with the law."""

    name: Annotated[str, Field(examples=["HN/majority_age"])]
    place: Annotated[str, Field(examples=["HN"])]
    rule: Annotated[str, Field(examples=["majority_age"])]
    version: int
    state: Said
    value: Annotated[str | None, Field(examples=["18"])]
    ends: bool
    es: Annotated[str, Field(examples=["Honduras: niña o niño es quien tiene menos de 18 años"])]
    en: Annotated[str, Field(examples=["Honduras: a child is under 18"])]
    source: Annotated[str, Field(examples=["Código de la Niñez y la Adolescencia, Decreto 73-96"])]
    cite: str
    valid_from: date | None
    valid_until: date | None
    check: Said
    checked_on: date | None
    checked_by: str
    entered: Who | None


class Entries(Model):
    """Entries of the register."""

    items: list[Entry]


class RuleOut(Model):
    """A figure that law gives. `unit`: what it is written in; `protects`: which way it protects the child more (`open`: it can't be
    told, so each change takes a second person); `read`: whether the program does what the entry says; `everywhere_only`: it stands for INT
    alone."""

    code: Annotated[str, Field(examples=["majority_age"])]
    es: str
    en: str
    unit: str
    protects: str
    read: bool
    everywhere_only: bool


class Rules(Model):
    """The figures."""

    items: list[RuleOut]


class Places(Model):
    """Places by their codes."""

    items: Annotated[list[str], Field(examples=[["CA", "CA-BC", "GT", "INT"]])]


class DifferenceOut(Model):
    """A rule that isn't the same in both places: `here` in the first, `there` in the second; none where there is no such rule."""

    rule: str
    es: str
    en: str
    here: Entry | None
    there: Entry | None


class Comparison(Model):
    """What differs between two places on a day."""

    on: date
    items: list[DifferenceOut]


class Sources(Model):
    """What a source names; `unknown`: how many of its citations the register doesn't know."""

    items: list[Entry]
    unknown: int


class NewEntry(Model):
    """A version to be appended. `source` is the law with its article; `checked_by` an institution and a function, no name."""

    place: Annotated[str, Field(min_length=1, max_length=6, description=PLACE, examples=["HN"])]
    rule: Annotated[str, Field(min_length=1, max_length=60, examples=["majority_age"])]
    value: Annotated[str | None, Field(max_length=60, examples=["18"])] = None
    ends: bool = False
    es: Annotated[_Text, Field(examples=["Honduras: mayoría a los 18 años"])]
    en: Annotated[_Text, Field(examples=["Honduras: of age at 18"])]
    source: Annotated[_Text, Field(examples=["Código inventado, art. 1"])]
    cite: Annotated[str, Field(max_length=120)] = ""
    valid_from: Annotated[date | None, Field(examples=["2020-01-01"])] = None
    valid_until: date | None = None
    check: Annotated[str, Field(max_length=20, examples=["not_checked"])] = "not_checked"
    checked_on: date | None = None
    checked_by: Annotated[str, Field(max_length=1000)] = ""


class Receipt(Model):
    """The version as it stands: `in_force`, `waits` for a second person, or `refused`."""

    place: str
    rule: str
    version: int
    state: str


class Decision(Model):
    """What a second person says of a version that protects less than the one before, or may."""

    agreed: bool
    reason: Annotated[Line, Field(examples=["comprobado con el diario oficial"])]


class AgencyPlace(Model):
    """Where an agency is."""

    place: Annotated[str, Field(min_length=2, max_length=6, examples=["CA-BC"])]


class AgeOut(Model):
    """The age under one law: `of` says why it applies; `may_on`, `must_on`: the first day on which the person may be of age, and the
    first on which they must."""

    of: list[Said]
    place: str
    age: Said
    may_on: date | None
    must_on: date | None
    law: Entry


class AgesOut(Model):
    """The age on a day under every law that applies. `treated`: as what the person is treated; `again_on`: the next day on which that
    may change; `differ`: the laws don't have the same age of majority."""

    on: date
    age: Said
    treated: Said
    again_on: date | None
    differ: bool
    laws: list[AgeOut]


def entry_out(entry: LawEntry) -> Entry:
    who = entry.entered
    return Entry(
        name=entry.name,
        place=entry.place,
        rule=entry.rule,
        version=entry.version,
        state=said(ENTRY_STATES[entry.state]),
        value=entry.value,
        ends=entry.ends,
        es=entry.es,
        en=entry.en,
        source=entry.source,
        cite=entry.cite,
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        check=said(CHECKS[entry.check]),
        checked_on=entry.checked_on,
        checked_by=entry.checked_by,
        entered=None
        if who is None
        else Who(person=who.person, at=who.at, second=who.second, second_at=who.second_at),
    )


def entries_out(found: list[LawEntry]) -> Entries:
    return Entries(items=[entry_out(entry) for entry in found])


def comparison_out(on: date, found: tuple[Difference, ...]) -> Comparison:
    """Return what differs between two places."""
    return Comparison(
        on=on,
        items=[
            DifferenceOut(
                rule=one.rule,
                es=RULES[Rule(one.rule)].es if one.rule in set(Rule) else "Disposición",
                en=RULES[Rule(one.rule)].en if one.rule in set(Rule) else "Provision",
                here=None if one.here is None else entry_out(one.here),
                there=None if one.there is None else entry_out(one.there),
            )
            for one in found
        ],
    )


def rules_out() -> Rules:
    """Return the figures."""
    return Rules(
        items=[
            RuleOut(
                code=rule.value,
                es=RULES[rule].es,
                en=RULES[rule].en,
                unit=figure_of(rule).unit.value,
                protects=figure_of(rule).protects.value,
                read=figure_of(rule).read,
                everywhere_only=figure_of(rule).everywhere_only,
            )
            for rule in Rule
        ]
    )


def ages_out(found: Ages) -> AgesOut:
    """Return the age under every law that applies."""
    return AgesOut(
        on=found.on,
        age=said(AGES[found.age]),
        treated=said(found.treated),
        again_on=found.again_on,
        differ=found.differ,
        laws=[_age(law) for law in found.laws],
    )


def _age(law: AgeUnder) -> AgeOut:
    return AgeOut(
        of=[said(LAWS_OF[of]) for of in law.of],
        place=law.place,
        age=said(AGES[law.age]),
        may_on=law.may_on,
        must_on=law.must_on,
        law=entry_out(law.entry),
    )
