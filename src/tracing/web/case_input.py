"""What is filled into the forms of a case, as the use cases take it. What can't be read at all (a day, a number) is refused here,
field by field; everything else is for the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tracing.casework.acts import ActKind, Outcome
from tracing.casework.needs import OUTCOMES_OF
from tracing.casework.repatriation.steps import SAYS, Particulars, StepKind
from tracing.casework.rights.interests import Factor
from tracing.casework.rights.views import Question
from tracing.service.acts import NewAct
from tracing.service.repatriation.entering import NewStep
from tracing.service.rights.hearings import NewViews
from tracing.service.rights.interests import NewDissent, NewInterests, NewMember, NewOption
from tracing.web.filled import Filled
from tracing.web.readings import Reading

__all__ = ["MEMBERS", "StepField", "act_in", "day_in", "fields_of", "step_in"]

MEMBERS: Final = 5
"""So many rows for a panel."""

_NOT_LIKE_THAT: Final = "The step can't be entered like that."

_ = str
"""Marks a text for the catalogue."""


@dataclass(frozen=True, slots=True)
class StepField:
    """A field of a step's form. ``kind``: ``line``, ``text``, ``day``, ``moment``, ``number``, ``degrees``, ``code``, ``codes``;
    ``codes``: the list of the last two."""

    name: str
    kind: str
    label: str
    hint: str = ""
    codes: str = ""


_FIELDS: Final = (
    StepField("destination", "line", _("Country that the child goes to"), _("Name, or its two letters")),
    StepField("document", "line", _("Document: kind and number")),
    StepField("on", "day", _("Day of the document")),
    StepField("by", "line", _("Who did it: name and office")),
    StepField("language", "line", _("Language that was spoken"), _("The child's own, such as mam or kek")),
    StepField("methods", "codes", _("How the family was assessed"), codes="assessment_methods"),
    StepField("way", "code", _("By whom the travel document is issued"), codes="travel_documents"),
    StepField("authority", "line", _("Authority"), _("As the directory names it")),
    StepField("authority_kind", "code", _("What kind of authority it is"), codes="agency_kinds"),
    StepField("country", "line", _("Country of the authority"), _("Name, or its two letters")),
    StepField("person", "number", _("Number of the escort's account, where there is one")),
    StepField("at", "moment", _("Day and hour")),
    StepField("place", "line", _("Place")),
    StepField(
        "latitude", "degrees", _("Latitude, in degrees"), _("With the longitude tells when it is day there")
    ),
    StepField("longitude", "degrees", _("Longitude, in degrees")),
    StepField("adult", "line", _("Adult who takes the child home")),
    StepField("notified_at", "moment", _("When the receiving authority was told")),
    StepField("checks", "codes", _("How the adult's identity was checked"), codes="identity_checks"),
    StepField("given_by", "line", _("Who hands over: name")),
    StepField("received_by", "line", _("Who receives: name")),
    StepField("signed_by", "codes", _("Who has signed the receipt"), codes="signers"),
    StepField("topics", "codes", _("What was asked"), codes="follow_up_topics"),
    StepField(
        "exception", "text", _("Why it had to be at night"), _("Only where it was: somebody looks at it")
    ),
    StepField("note", "text", _("Notes")),
)


def fields_of(kind: StepKind) -> tuple[StepField, ...]:
    """Return the fields of a step's form, in their order."""
    said = SAYS[kind] | {"note"}
    return tuple(field for field in _FIELDS if field.name in said)


def day_in(form: Filled, name: str) -> date | None:
    """Return a day of a form; raises ``Invalid`` where it is none."""
    reading = Reading(form)
    found = reading.day(name)
    reading.done(_NOT_LIKE_THAT)
    return found


def step_in(kind: StepKind, form: Filled) -> NewStep:
    """Return a step of a return as it was filled in."""
    reading, said = Reading(form), dict[str, Any]()
    for field in fields_of(kind):
        match field.kind:
            case "day":
                said[field.name] = reading.day(field.name)
            case "moment":
                said[field.name] = reading.moment(field.name)
            case "number":
                said[field.name] = reading.number(field.name)
            case "degrees":
                said[field.name] = reading.degrees(field.name)
            case "codes":
                said[field.name] = tuple(form.all(field.name))
            case _:
                said[field.name] = form.get(field.name, "")
    takes_back = reading.number("takes_back")
    reading.done(_NOT_LIKE_THAT)
    return NewStep(kind.value, form.get("outcome", ""), Particulars(**said), takes_back)


def act_in(kind: ActKind, form: Filled) -> NewAct:
    """Return an act as it was filled in, with the record that its kind needs."""
    reading = Reading(form)
    views = _views(reading) if kind is ActKind.CHILD_VIEWS else None
    interests = _interests(reading) if kind is ActKind.BEST_INTERESTS else None
    # A withholding alone has a day of its own.
    withheld = form.get("outcome") == Outcome.WITHHOLD
    review_on = reading.day("review_on") if withheld else None
    takes_back = reading.number("takes_back")
    reading.done(_NOT_LIKE_THAT)
    return NewAct(
        kind.value, form.get("outcome", ""), tuple(form.all("grounds")), form.text("note"), review_on, takes_back,
        views, interests,
    )  # fmt: skip


def _views(reading: Reading) -> NewViews:
    form = reading.form
    return NewViews(
        heard_on=reading.needed_day("heard_on"),
        explained_by=form.get("explained_by", ""),
        language=form.get("language", ""),
        way=form.get("way", ""),
        present=tuple(form.all("present")),
        said=form.get("said", ""),
        answers={one.value: text for one in Question if (text := form.text(f"answer_{one}"))},
        told_may_change="told_may_change" in form,
        interpreter=form.text("interpreter"),
        hear_again_on=reading.day("hear_again_on"),
    )


def _interests(reading: Reading) -> NewInterests:
    form, panel, dissent = reading.form, list[NewMember](), list[NewDissent]()
    for place in range(1, MEMBERS + 1):
        said = {part: form.get(f"member_{place}_{part}", "") for part in ("name", "organisation", "function")}
        person = reading.number(f"member_{place}_person")
        here = any(said.values()) or person is not None
        if here:
            panel.append(NewMember(**said, person=person))
        if why := form.get(f"member_{place}_dissent", ""):
            # Of nobody, where the row names nobody: the rules refuse that.
            dissent.append(NewDissent(len(panel) if here else 0, why))
    return NewInterests(
        kind=form.get("interests_kind", ""),
        panel=tuple(panel),
        factors={one.value: text for one in Factor if (text := form.text(f"factor_{one}"))},
        options=tuple(_options(form)),
        reasons=form.get("reasons", ""),
        review_on=reading.needed_day("review_on"),
        dissent=tuple(dissent),
        against_views=form.text("against_views"),
    )


def _options(form: Mapping[str, str]) -> Iterator[NewOption]:
    for outcome in OUTCOMES_OF[ActKind.BEST_INTERESTS]:
        speaks = [form.get(f"option_{outcome}_{way}", "") for way in ("for", "against")]
        if any(speaks):
            yield NewOption(outcome.value, *speaks)
