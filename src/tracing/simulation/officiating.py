"""What protection officers do with possible pairs: the whole way of a case, a step when it is possible, and lifting holds."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta

from tracing.simulation.callers import Answer, Person
from tracing.simulation.ledger import Ledger
from tracing.simulation.papers import record_for
from tracing.simulation.plan import Now, Rates

__all__ = ["Officiating"]

_QUESTIONS = ["¿Quién vive en la casa?", "¿Cómo le dicen en la familia?"]
_WAY = (
    ("child_views", "agrees", "own_language"),
    ("disclosure", "disclose", "verified"),
    ("assess_relationship", "established", "documented"),
    ("best_interests", "reunification", "panel"),
    ("contact_child", "agrees", "asked_alone"),
    ("contact_family", "agrees", "asked"),
    ("contact", "took_place", "call"),
    ("reunify", "reunified", "already_together"),
    ("close", "solved", "durable_solution"),
)
"""Kind, outcome and ground of each step, in the order of brief I3."""

_LIFTED_AFTER = timedelta(days=5)


class Officiating:
    """The two officers' days. ``asked``: (side, agency) that questions wait for; ``reached``: how many cases ended how; ``lacked``: what steps lacked."""

    def __init__(
        self, officers: list[Person], ledger: Ledger, rates: Rates, rng: random.Random, clock: Now
    ) -> None:
        self.officers, self.ledger, self.rates, self.rng, self.clock = officers, ledger, rates, rng, clock
        self.asked: set[tuple[str, str]] = set()
        self.reached: Counter[str] = Counter()
        self.lacked: Counter[str] = Counter()
        self._refusing: dict[str, bool] = {}

    def day(self) -> None:
        """Look at holds, then at every open case."""
        self._lift()
        for inquiry, child in self._cases():
            self._work(inquiry, child)

    def _cases(self) -> list[tuple[str, str]]:
        found, cursor = [], ""
        while True:
            page = self.officers[0].get(f"/v1/queue?cases=true&limit=200{cursor}")
            found += [(one["inquiry"], one["child"]) for one in page.body["items"]]
            if page.body["next"] is None:
                return found
            cursor = f"&cursor={page.body['next']}"

    def _lift(self) -> None:
        held = self.officers[1].get("/v1/holds?limit=200")
        for one in held.body["items"]:
            old = self.clock() - datetime.fromisoformat(one["raised_at"]) > _LIFTED_AFTER
            # Asylum stays a hold; nothing here decides on it.
            if old and one["kind"]["code"] != "asylum" and self.rng.random() < 0.3:
                review = (self.clock().date() + timedelta(days=30)).isoformat()
                self.officers[1].post(
                    f"/v1/holds/{one['id']}/lifting", {"reason": "se aclaró", "review_on": review}
                )

    def _work(self, inquiry: str, child: str) -> None:
        officer, path = self.officers[0], f"/v1/links/{inquiry}/{child}"
        asked = officer.get(f"{path}/questions")
        sides = {one["side"]: one for one in asked.body["items"]} if asked.ok else {}
        for side in ("child", "inquiry"):
            if side not in sides or not sides[side]["questions"]:
                self._note(officer.post(f"{path}/questions", {"side": side, "questions": _QUESTIONS}))
                self.asked.add((side, self.ledger.agency(child if side == "child" else inquiry)))
        if any(one["outcome"] == "refuted" for one in sides.values()):
            self._close(path, "verification_failed")
            return
        before = officer.get(f"{path}/acts")
        if not before.ok:
            return
        made = {(act["kind"], act["outcome"]) for act in before.body["items"]}
        if ("child_views", "refuses") in made or ("contact_child", "refuses") in made:
            self._close(path, "child_refuses")
            return
        if self.rng.random() < 0.02:
            # Somebody is in a hurry: no step may be skipped, whoever asks for it.
            self._act(officer, path, "reunify", "reunified", "handover")
        for kind, outcome, ground in _WAY:
            if (kind, outcome) in made and kind != "disclosure":
                continue
            if not self._step(
                path, kind, outcome, ground, sum(act["kind"] == kind for act in before.body["items"])
            ):
                return

    def _step(self, path: str, kind: str, outcome: str, ground: str, times: int) -> bool:
        """Make a step; whether the next may be tried today."""
        if kind == "disclosure":
            if times >= len(self.officers):
                return True
            answers = [
                one.post(f"{path}/disclosure", {"outcome": outcome, "grounds": [ground]})
                for one in self.officers
            ]
            for answer in answers:
                self._note(answer)
            return all(answer.ok for answer in answers)
        if kind in ("child_views", "contact_child") and self._refuses(path):
            self._act(self.officers[0], path, kind, "refuses", ground)
            return False
        done = self._act(self.officers[0], path, kind, outcome, ground)
        if done and kind == "close":
            self.reached["solved"] += 1
        return done

    def _close(self, path: str, ground: str) -> None:
        if self._act(self.officers[0], path, "close", "unsolved", ground):
            self.reached[ground] += 1

    def _act(self, officer: Person, path: str, kind: str, outcome: str, ground: str) -> bool:
        record = record_for(kind, outcome, self.clock().date())
        answer = officer.post(
            f"{path}/acts", {"kind": kind, "outcome": outcome, "grounds": [ground], **record}
        )
        self._note(answer)
        return answer.ok

    def _refuses(self, path: str) -> bool:
        return self._refusing.setdefault(path, self.rng.random() < self.rates.refusing)

    def _note(self, answer: Answer) -> None:
        self.lacked.update(answer.missing)
