"""What agencies do: send, mend, send again, correct, withdraw, record consent; and answer what they are asked."""

from __future__ import annotations

import random

from tracing.simulation.callers import Person
from tracing.simulation.cast import Cast
from tracing.simulation.papers import consents
from tracing.simulation.plan import Now, Rates
from tracing.simulation.records import Submission

__all__ = ["Submitting"]

_PLURAL = {"child": "children", "inquiry": "inquiries"}


class Submitting:
    """The agencies, day by day."""

    def __init__(self, cast: Cast, rates: Rates, rng: random.Random, clock: Now) -> None:
        self.cast, self.rates, self.rng, self.clock = cast, rates, rng, clock
        self.live: list[Submission] = []
        self.withdrawn: set[tuple[str, str]] = set()

    def send(self, one: Submission) -> None:
        """Send a record, with a fault now and then that is mended, or twice since the answer was lost."""
        program = self.cast.programs[one.agency]
        key = {"Idempotency-Key": f"{one.side}-{one.reference}"}
        if self._happens(self.rates.faulty):
            wrong = {**one.facts, "birth_date": "31/02/2014", "sex": "x"}
            program.ask("POST", one.path, wrong, key)
        answer = program.ask("POST", one.path, one.facts, key)
        if self._happens(self.rates.repeated):
            again = program.ask("POST", one.path, one.facts, key)
            if again.ok and again.body != answer.body:
                raise AssertionError("a repeated request was answered otherwise")
        if answer.ok:
            self.live.append(one)
            if one.side == "child" and not self._happens(self.rates.no_consent):
                program.post(f"{one.path}/{one.reference}/consents", consents(self.clock().date()))
            if one.side == "child" and self._happens(self.rates.asylum):
                self._flag(one, "asylum_confidential", {})

    def change_minds(self) -> None:
        """Correct and withdraw a few of the records that are there."""
        for one in list(self.live):
            if self._happens(self.rates.corrected / 30):
                self._correct(one)
            if self._happens(self.rates.withdrawn / 60):
                self._withdraw(one)

    def answer_questions(self, asked: set[tuple[str, str]], refutes: float) -> None:
        """Answer what these (side, agency) are asked, and say what came of it."""
        for side, agency in sorted(asked):
            self._answer(self.cast.worker(side, agency), _PLURAL[side], refutes)

    def _answer(self, worker: Person, side: str, refutes: float) -> None:
        asked = worker.get(f"/v1/verifications/{side}")
        for one in asked.body["items"] if asked.ok else ():
            if one["outcome"] is not None:
                continue
            for question in one["questions"]:
                if question["answer"] is None:
                    worker.post(f"/v1/verifications/{side}/answers", {
                        "reference": one["reference"], "number": one["number"], "place": question["place"],
                        "answer": "como en la aldea, junto a la escuela",
                    })  # fmt: skip
            outcome = "refuted" if self._happens(refutes) else "confirmed"
            worker.post(f"/v1/verifications/{side}/outcomes", {
                "reference": one["reference"], "number": one["number"], "outcome": outcome,
                "grounds": ["house", "siblings"],
            })  # fmt: skip

    def _correct(self, one: Submission) -> None:
        program = self.cast.programs[one.agency]
        before = program.get(f"{one.path}/{one.reference}")
        if not before.ok or before.body["state"] != "live":
            return
        facts = {**one.facts, "notes": "corregido"}
        facts.pop("record_id")
        answer = program.ask(
            "PUT", f"{one.path}/{one.reference}", {**facts, "reason": "nota"}, {"If-Match": before.etag}
        )
        if answer.ok:
            # The version that was read is gone: whoever still has it is refused.
            program.ask(
                "PUT", f"{one.path}/{one.reference}", {**facts, "reason": "nota"}, {"If-Match": before.etag}
            )

    def _withdraw(self, one: Submission) -> None:
        program = self.cast.programs[one.agency]
        before = program.get(f"{one.path}/{one.reference}")
        if not before.ok or before.body["state"] != "live":
            return
        if program.ask("DELETE", f"{one.path}/{one.reference}", None, {"If-Match": before.etag}).ok:
            self.live.remove(one)
            self.withdrawn.add((one.side, one.reference))

    def _flag(self, one: Submission, kind: str, detail: dict[str, str]) -> None:
        flag = {"child": one.reference, "kind": kind, "detail": detail}
        self.cast.programs[one.agency].post("/v1/flags", flag)

    def _happens(self, share: float) -> bool:
        return self.rng.random() < share
