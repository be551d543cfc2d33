"""Who must agree before a child's family is traced, by the child's age (brief I5; CRC 5, 12; GC 6 §33-36).

| age | what is needed |
|---|---|
| 0 to 5 | the guardian's consent; the child is observed |
| 6 to 11 | the guardian's consent and the child's assent |
| 12 to 14 | the child's assent in writing and the guardian's consent |
| 15 to 17 | the child's own consent; the guardian is informed, unless that would harm the child |
| from 18 | the person's own consent, asked anew |

The codes of the bands (``6_11``) are names and keep their ages; what people read gives those of the register (``in_words``).
These are the ages as shipped; the register of law (``casework.law``) has them, and each place's own. Where a country's child law
begins adolescence at 13, so does the third band (Guatemala, Nicaragua, Dominican Republic), unless it says of written assent
itself. A birth is an interval: of the ages that a child may have, the one counts that asks for more. An unaccompanied child's
guardian or adviser is independent; the officer who accompanies it is neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tracing.casework.holds import Consent
from tracing.casework.law.entries import EVERYWHERE
from tracing.casework.law.files import shipped
from tracing.casework.law.register import Register
from tracing.casework.law.rules import Rule
from tracing.casework.law.terms import Terms
from tracing.casework.majority import CHILDHOOD_ENDS, birthdays, law_of
from tracing.casework.wording import Sentence, worded

__all__ = [
    "BANDS",
    "CAPACITIES",
    "FORMS_OF_CONSENT",
    "OFFICER_CONSENTS",
    "SCOPES_OF_CONSENT",
    "SPOKEN_FOR_BY",
    "STATEMENTS",
    "Band",
    "Capacity",
    "Form",
    "Need",
    "Said",
    "Scope",
    "Statement",
    "consent_lacks",
    "consent_status",
    "contact_refused",
    "in_words",
    "need_of",
]


class Capacity(StrEnum):
    """As what somebody agrees, or doesn't."""

    CHILD = "child"
    GUARDIAN = "guardian"
    ADVISER = "adviser"
    PARENT = "parent"
    CARER = "carer"
    PERSON = "person"
    ACCOMPANYING_OFFICER = "accompanying_officer"


CAPACITIES: Final[Mapping[Capacity, Sentence]] = worded(
    {
        Capacity.CHILD: ("La niña o el niño", "The child"),
        Capacity.GUARDIAN: ("Tutora o tutor independiente", "Independent guardian"),
        Capacity.ADVISER: ("Asesora o asesor independiente", "Independent adviser"),
        Capacity.PARENT: ("Madre o padre con quien viaja", "Parent who travels with it"),
        Capacity.CARER: (
            "Quien la o lo cuida por ley o costumbre y viaja con ella o él",
            "Who cares for it by law or custom and travels with it",
        ),
        Capacity.PERSON: ("La persona, mayor de edad", "The person, of age"),
        Capacity.ACCOMPANYING_OFFICER: ("El agente que le acompaña", "The officer who accompanies it"),
    }
)


class Scope(StrEnum):
    """To what somebody agrees."""

    TRACING = "tracing"
    CONTACT = "contact"
    SHARING = "sharing"


SCOPES_OF_CONSENT: Final[Mapping[Scope, Sentence]] = worded(
    {
        Scope.TRACING: ("Buscar a la familia", "Tracing the family"),
        Scope.CONTACT: ("Ponerse en contacto", "Getting in contact"),
        Scope.SHARING: (
            "Compartir con otra autoridad o un consulado",
            "Sharing with another authority or a consulate",
        ),
    }
)


class Form(StrEnum):
    """In what form it was said. In writing is also a mark or a recording, where somebody doesn't write."""

    WRITTEN = "written"
    SPOKEN = "spoken"
    OBSERVED = "observed"


FORMS_OF_CONSENT: Final[Mapping[Form, Sentence]] = worded(
    {
        Form.WRITTEN: ("Por escrito, con una marca o grabado", "In writing, by a mark or recorded"),
        Form.SPOKEN: ("De palabra", "Spoken"),
        Form.OBSERVED: ("Observado: no mostró rechazo", "Observed: showed no refusal"),
    }
)


class Said(StrEnum):
    """What was said. INFORMED, NOT_INFORMED: of the guardian of somebody who consents by themselves."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"
    INFORMED = "informed"
    NOT_INFORMED = "not_informed"


STATEMENTS: Final[Mapping[Said, Sentence]] = worded(
    {
        Said.GIVEN: ("Está de acuerdo", "Agrees"),
        Said.REFUSED: ("No está de acuerdo", "Doesn't agree"),
        Said.WITHDRAWN: ("Ya no está de acuerdo", "Agrees no more"),
        Said.UNKNOWN: ("No se sabe", "Isn't known"),
        Said.INFORMED: ("Fue informada o informado", "Was informed"),
        Said.NOT_INFORMED: (
            "No fue informada o informado: dañaría a la niña o al niño",
            "Wasn't informed: it would harm the child",
        ),
    }
)


class Band(StrEnum):
    """The ages that ask for the same."""

    INFANT = "0_5"
    CHILD = "6_11"
    ADOLESCENT = "12_14"
    OWN = "15_17"
    ADULT = "18"


BANDS: Final[Mapping[Band, Sentence]] = worded(
    {
        Band.INFANT: (
            "Antes de la edad de asentir (6, si la ley no dice otra): consiente quien ejerce la tutela, y se observa a la niña o al niño",
            "Before the age of assent (6, unless the law says another): the guardian consents, the child is observed",
        ),
        Band.CHILD: (
            "Desde la edad de asentir (6): consiente la tutela y asiente la niña o el niño",
            "From the age of assent (6): the guardian consents, the child assents",
        ),
        Band.ADOLESCENT: (
            "Desde la adolescencia (12 o 13): asiente por escrito la niña o el niño y consiente la tutela",
            "From adolescence (12 or 13): the child assents in writing, the guardian consents",
        ),
        Band.OWN: (
            "Desde la edad del consentimiento propio (15): consiente por sí misma o mismo; se informa a la tutela, salvo que le dañe",
            "From the age of own consent (15): its own consent; the guardian is informed, unless that would harm it",
        ),
        Band.ADULT: (
            "Desde los 18 años: consiente la persona, preguntada de nuevo",
            "From 18: the person's own consent, asked anew",
        ),
    },
    dict.fromkeys(Band, "CRC 5, 12; IAWG Field Handbook (2017)"),
)

OFFICER_CONSENTS: Final = Sentence(
    "officer_consents",
    "El agente que acompaña no consiente por la niña o el niño: que se nombre a una tutora, tutor o asesor independiente.",
    "The officer who accompanies the child can't consent for it: have an independent guardian or adviser appointed.",
    "CRC 20; GC 6 §33-36; IAWG Field Handbook (2017)",
)

_LEAST: Final = Band.ADULT, Band.OWN, Band.INFANT, Band.CHILD, Band.ADOLESCENT
"""The bands from the one that asks for least to the one that asks for most."""

SPOKEN_FOR_BY: Final = frozenset({Capacity.GUARDIAN, Capacity.ADVISER})
"""Who speaks for an unaccompanied child."""

_FAMILY: Final = frozenset({Capacity.PARENT, Capacity.CARER})
_SELF: Final = frozenset({Capacity.CHILD, Capacity.PERSON})


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said of a scope, in the order in which statements were entered. ``capacity`` None: release 1 didn't ask
    as what; it stands in nobody's place."""

    said: Said
    on: date
    capacity: Capacity | None = None
    scope: Scope = Scope.TRACING
    form: Form = Form.SPOKEN


@dataclass(frozen=True, slots=True)
class Need:
    """What the age asks for. ``of_age_on``: the first day on which the person must be of age, None where the birth isn't
    known. ``accompanied``: by a parent or customary carer, who then may consent."""

    band: Band
    of_age_on: date | None = None
    accompanied: bool = False


def need_of(
    earliest: date | None,
    latest: date | None,
    place: str,
    on: date,
    *,
    accompanied: bool = False,
    register: Register | None = None,
) -> Need:
    """Return what is needed for somebody born from ``earliest`` to ``latest`` on a day, in the place where the record is held
    (``GT``). None: the birth isn't known at all, and the band counts that asks for most."""
    if earliest is None or latest is None:
        return Need(_LEAST[-1], None, accompanied)
    begins = _begins(place, on, register or shipped())
    may = [band for band, years in begins.items() if birthdays(earliest, latest, years)[0] <= on]
    must = [band for band, years in begins.items() if birthdays(earliest, latest, years)[1] <= on]
    order = list(Band)
    youngest, oldest = (order.index(bands[-1]) if bands else 0 for bands in (must, may))
    possible = order[youngest : oldest + 1]
    return Need(max(possible, key=_LEAST.index), birthdays(earliest, latest, CHILDHOOD_ENDS)[1], accompanied)


def in_words(band: Band, place: str, on: date, register: Register | None = None) -> Sentence:
    """Return what a band asks for, with the ages that the register has for a place on a day; it rests on those entries, too."""
    known = register or shipped()
    begins = _begins(place, on, known)
    later = list(Band)[list(Band).index(band) + 1 :]
    since, until = begins.get(band, 0), begins[later[0]] if later else None
    if until is None or until <= since:
        ages = f"Desde los {since} años", f"From {since}"
    elif band is Band.INFANT:
        ages = f"Antes de los {until} años", f"Before {until}"
    else:
        ages = f"De los {since} a los {until - 1} años", f"From {since} to {until - 1}"
    rests_on = [name for one in (band, *later[:1]) if (name := _entry_of(one, place, on, known))]
    says = BANDS[band]
    es, en = (text.partition(": ")[2] for text in (says.es, says.en))
    return Sentence(says.code, f"{ages[0]}: {es}", f"{ages[1]}: {en}", "; ".join((says.source, *rests_on)))


def _begins(place: str, on: date, register: Register) -> dict[Band, int]:
    """Return from which age on each band but the first asks for what it does."""
    return {
        Band.CHILD: register.number(place, Rule.ASSENT_FROM_AGE, on),
        Band.ADOLESCENT: register.number(place, _writes_from(place, on, register), on),
        # Of several ages the last: up to there more is asked.
        Band.OWN: register.numbers(place, Rule.OWN_CONSENT_FROM_AGE, on)[-1],
        Band.ADULT: CHILDHOOD_ENDS,
    }


def _entry_of(band: Band, place: str, on: date, register: Register) -> str | None:
    """Return the entry of the register from which a band begins."""
    match band:
        case Band.CHILD:
            rule = Rule.ASSENT_FROM_AGE
        case Band.ADOLESCENT:
            rule = _writes_from(place, on, register)
        case Band.OWN:
            rule = Rule.OWN_CONSENT_FROM_AGE
        case _:
            return None
    return Terms(register, place).basis(rule, on)


def _writes_from(place: str, on: date, register: Register) -> Rule:
    """Return which figure says from which age a child is asked in writing: what its law says of that, or else the beginning of
    adolescence, or else what good practice says everywhere."""
    said = register.applied(place, Rule.WRITTEN_ASSENT_FROM_AGE, on)
    of_its_own = said is not None and said.place != EVERYWHERE
    adolescent = law_of(place, on, register).adolescent_from
    return Rule.WRITTEN_ASSENT_FROM_AGE if of_its_own or adolescent is None else Rule.ADOLESCENT_FROM_AGE


def _latest(statements: Iterable[Statement], scope: Scope) -> dict[Capacity | None, Statement]:
    """Return the latest of each capacity. What release 1 noted speaks of all before it, and didn't ask to what."""
    found: dict[Capacity | None, Statement] = {}
    for one in statements:
        if one.scope is not scope and one.capacity is not None:
            continue
        if one.capacity is None:
            found = {}
        elif one.capacity in _SELF or found.get(None, one).said is Said.UNKNOWN:
            # Whoever it is about may change what was noted of them.
            found.pop(None, None)
        found[one.capacity] = one
    return found


def consent_status(statements: Iterable[Statement], need: Need, scope: Scope = Scope.TRACING) -> Consent:
    """Return what the rules of holds make of what was said on tracing (or another scope): a refusal or withdrawal by anybody whose word the age
    asks for stops it; nothing known stops it too. What is still lacking is ``consent_lacks``."""
    latest = _latest(statements, scope)
    asked = (
        {*_SELF, None} if need.band in (Band.OWN, Band.ADULT) else {*_SELF, None, *SPOKEN_FOR_BY, *_FAMILY}
    )
    said = {capacity: one.said for capacity, one in latest.items() if capacity in asked}
    if any(said.get(capacity) is Said.REFUSED for capacity in (*_SELF, None)):
        return Consent.REFUSED
    if {Said.REFUSED, Said.WITHDRAWN} & set(said.values()):
        return Consent.WITHDRAWN
    return Consent.GIVEN if Said.GIVEN in said.values() else Consent.UNKNOWN


def contact_refused(statements: Iterable[Statement], need: Need) -> tuple[str, ...]:
    """Return why no contact may be made or come of a case, as codes of ``missing.LACKS``: the child doesn't want it, or somebody
    whose word the age asks for doesn't agree, or agrees no more. Nothing where nobody was asked."""
    status = consent_status(statements, need, Scope.CONTACT)
    return {Consent.REFUSED: ("child_refuses",), Consent.WITHDRAWN: ("contact_refused",)}.get(status, ())


def consent_lacks(
    statements: Iterable[Statement], need: Need, scope: Scope = Scope.TRACING
) -> tuple[str, ...]:
    """Return what a set of statements lacks for a scope at an age: codes of ``lacks.RIGHTS_LACKS``."""
    latest = _latest(statements, scope)
    given = {capacity: one for capacity, one in latest.items() if one.said is Said.GIVEN}
    may = SPOKEN_FOR_BY | (_FAMILY if need.accompanied else frozenset())
    spoken_for = bool(may & set(given))
    child = given.get(Capacity.CHILD)
    person = given.get(Capacity.PERSON)
    told = spoken_for or any(
        capacity in may and one.said in (Said.INFORMED, Said.NOT_INFORMED) for capacity, one in latest.items()
    )
    found: dict[str, bool]
    match need.band:
        case Band.INFANT:
            found = {"consent_guardian": not spoken_for, "consent_observed": child is None}
        case Band.CHILD:
            assents = child is not None and child.form is not Form.OBSERVED
            found = {"consent_guardian": not spoken_for, "consent_assent": not assents}
        case Band.ADOLESCENT:
            writes = child is not None and child.form is Form.WRITTEN
            found = {"consent_guardian": not spoken_for, "consent_written": not writes}
        case Band.OWN:
            own = child is not None and child.form is not Form.OBSERVED
            found = {"consent_own": not own and person is None, "consent_guardian_told": not told}
        case Band.ADULT:
            anew = person is not None and (need.of_age_on is None or person.on >= need.of_age_on)
            found = {"consent_person": not anew}
    return tuple(code for code, so in found.items() if so)
