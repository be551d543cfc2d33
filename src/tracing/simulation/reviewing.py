"""What reviewers do: take the next pair, reveal names, judge it, rightly or wrongly, take a judgement back, raise a hold."""

from __future__ import annotations

import random
from collections import Counter

from tracing.simulation.callers import Person
from tracing.simulation.ledger import Ledger
from tracing.simulation.plan import Rates

__all__ = ["Reviewing"]

_REASONS = {"possible": "names_agree", "not_this_child": "namesake", "relative_lead": "sibling"}
_NAMES = ["full_name", "given_names", "first_surname"]


class Reviewing:
    """The reviewers' days. ``judged``: (was it the child, was it called possible) → how often."""

    def __init__(self, ledger: Ledger, rates: Rates, rng: random.Random) -> None:
        self.ledger, self.rates, self.rng = ledger, rates, rng
        self.judged: Counter[tuple[bool, bool]] = Counter()

    def day(self, reviewer: Person, most: int) -> int:
        """Judge up to ``most`` pairs; return how many."""
        for done in range(most):
            taken = reviewer.post("/v1/queue/mine", {"blind": self._happens(0.5)})
            if not taken.ok:
                return done
            self._judge(reviewer, taken.body["inquiry"], taken.body["child"])
        return most

    def _judge(self, reviewer: Person, inquiry: str, child: str) -> None:
        path = f"/v1/links/{inquiry}/{child}"
        read = reviewer.get(path)
        if not read.ok:
            reviewer.ask("DELETE", f"/v1/queue/mine/{inquiry}/{child}")
            return
        reviewer.post(f"{path}/revealed", {"side": "child", "fields": [_NAMES[0]], "purpose": "compare"})
        # What no reviewer may see is refused, whatever is asked.
        reviewer.post(f"{path}/revealed", {"side": "child", "fields": ["event_place"], "purpose": "compare"})
        same = self.ledger.same(inquiry, child)
        said = same != self._happens(self.rates.wrong)
        kind = "possible" if said else self.rng.choice(("not_this_child", "not_this_child", "relative_lead"))
        answer = reviewer.post(
            f"{path}/decisions", {"kind": kind, "reasons": [_REASONS[kind]]}, If_Match=read.etag
        )
        if not answer.ok:
            reviewer.ask("DELETE", f"/v1/queue/mine/{inquiry}/{child}")
            return
        self.judged[same, said] += 1
        if self._happens(self.rates.taken_back):
            reviewer.post(f"{path}/decisions/{answer.body['decision']}/taking-back", {"reasons": ["mistake"]})
        if self._happens(self.rates.concern):
            reviewer.post(
                "/v1/holds", {"record": inquiry, "kind": "coached_answers", "reason": "respuestas de memoria"}
            )

    def _happens(self, share: float) -> bool:
        return self.rng.random() < share
