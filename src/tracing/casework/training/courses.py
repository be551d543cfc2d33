"""Courses of graded pairs: which traps, in which order, and when a course is passed (brief H4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tracing.casework.training.scoring import Score
from tracing.casework.wording import Sentence, worded

__all__ = ["COURSES", "COURSE_LACKS", "LESSONS", "PASS_KAPPA", "PASS_SHARE", "Course", "Lesson", "next_course", "passed"]  # fmt: skip

PASS_SHARE: Final = 0.8
"""The share of points that a course is passed with. Engineering judgement."""

PASS_KAPPA: Final = 0.6
"""The agreement with the truth beyond chance, at least; from 0.61 on it is called substantial (Landis and Koch 1977)."""


class Lesson(StrEnum):
    """What a pair teaches."""

    PLAIN = "plain"
    THIN_INQUIRY = "thin_inquiry"
    SWAPPED_SURNAMES = "swapped_surnames"
    HOMONYMS = "homonyms"
    MOTHERS_NAME_ONLY = "mothers_name_only"
    FIRST_OF_JANUARY = "first_of_january"
    TWINS = "twins"
    SIBLING_LEAD = "sibling_lead"


LESSONS: Final[Mapping[Lesson, Sentence]] = worded(
    {
        Lesson.PLAIN: (
            "Compare primero lo que es solo de la niña o el niño: nombres, nacimiento, sexo, señas; después la familia y el lugar.",
            "First compare what is the child's alone: given names, birth, sex, marks; then family and place.",
        ),
        Lesson.THIN_INQUIRY: (
            "Un nombre y una edad los comparten miles: pida más información antes de decidir.",
            "Thousands share a name and an age: ask for more before deciding.",
        ),
        Lesson.SWAPPED_SURNAMES: (
            "Los apellidos se escriben en otro orden: por formularios en inglés, o por costumbre. Que estén cambiados no los hace distintos; que "
            "el orden sea de otra familia, sí.",
            "Surnames are written in another order: by English forms, or by custom. Swapped they aren't other ones; in an order that "
            "is another family's they are.",
        ),
        Lesson.HOMONYMS: (
            "Un nombre completo igual no basta: si la madre, el lugar y el nacimiento son de otra persona, es un homónimo.",
            "The same full name isn't enough: where mother, place and birth are another person's, it is a namesake.",
        ),
        Lesson.MOTHERS_NAME_ONLY: (
            "Si de la familia se sabe solo el nombre de la madre, decide lo que es de la niña o el niño.",
            "Where the mother's name is all that is known of the family, what is the child's own decides.",
        ),
        Lesson.FIRST_OF_JANUARY: (
            "El 1 de enero se anota cuando no se sabe el día: compare solo el año, y busque otra cosa que coincida.",
            "1 January is written where the day isn't known: compare the year alone, and look for something else that agrees.",
        ),
        Lesson.TWINS: (
            "Gemelas y gemelos comparten todo menos el nombre, y a veces el sexo y las señas: lea los nombres de pila.",
            "Twins share everything but given names, and perhaps sex and marks: read the given names.",
        ),
        Lesson.SIBLING_LEAD: (
            "Coincide la familia y no la niña o el niño: es una hermana o un hermano, y por eso una pista que ayuda a encontrar.",
            "The family agrees and the child doesn't: a sibling, and so a lead that helps to find.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Course:
    """A course: its lessons, one for each pair, in their order."""

    name: Sentence
    lessons: Sequence[Lesson]

    @property
    def code(self) -> str:
        """Its code."""
        return self.name.code


def _course(code: str, es: str, en: str, **lessons: int) -> Course:
    # One of each in turn, so that nobody learns which answer comes next.
    most = max(lessons.values())
    return Course(
        Sentence(code, es, en),
        tuple(Lesson(name) for turn in range(most) for name, count in lessons.items() if turn < count),
    )


COURSES: Final[tuple[Course, ...]] = (
    _course("first_steps", "Primeros pasos", "First steps", plain=6, thin_inquiry=4),
    _course("names", "Nombres", "Names", swapped_surnames=4, homonyms=4, mothers_name_only=4),
    _course("births", "Nacimientos", "Births", first_of_january=6, twins=4, plain=2),
    _course("families", "Familias", "Families", sibling_lead=4, twins=4, homonyms=2, plain=2),
    _course(
        "all_of_it", "Todo junto", "All of it", plain=3, twins=2, homonyms=2, first_of_january=2, swapped_surnames=2,
        sibling_lead=2, mothers_name_only=2, thin_inquiry=2,
    ),
)  # fmt: skip
"""In their order: each needs the one before."""

COURSE_LACKS: Final = {
    lack.code: lack
    for lack in (
        Sentence(
            "no_sandbox",
            "Esto no es un entorno de práctica: se entrena solo con datos inventados.",
            "This is no sandbox: training is on invented data alone.",
        ),
        Sentence("course_before", "Primero apruebe el curso anterior.", "Pass the course before it first."),
        Sentence(
            "attempt_ended",
            "Este intento ya terminó: empiece otro.",
            "This attempt has ended: begin another.",
        ),
        Sentence(
            "not_this_pair",
            "Las parejas se responden en su orden, cada una una vez.",
            "Pairs are answered in their order, each once.",
        ),
    )
}


def passed(score: Score, course: Course) -> bool:
    """Say whether a course is passed: every pair answered, with enough points, and not by calling all the same."""
    agrees = score.kappa is not None and score.kappa >= PASS_KAPPA
    return score.decided == len(course.lessons) and score.share >= PASS_SHARE and agrees


def next_course(done: Collection[str]) -> Course | None:
    """Return the first course that isn't passed, None where all are."""
    return next((course for course in COURSES if course.code not in done), None)
