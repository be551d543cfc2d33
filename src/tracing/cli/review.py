"""``tracing review``: judging pairs in the terminal, without a service."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tracing.cli import kept, show
from tracing.cli.explain import Language
from tracing.cli.match import MatcherName, read_sides
from tracing.cli.own_pairs import own_pairs
from tracing.cli.pair_view import records_table, waterfall
from tracing.cli.progress import bar
from tracing.cli.review_keys import Keys, keys
from tracing.cli.review_texts import DECIDED, KEYS, text
from tracing.cli.targets import check_target
from tracing.linkage.explain import Explanation
from tracing.linkage.explain import Language as Tongue
from tracing.linkage.explainer import Explainer
from tracing.linkage.matcher import load_matcher
from tracing.linkage.review import Journal, Queued, choose
from tracing.linkage.training import read_decisions
from tracing.records import InputError, read_links

__all__ = ["Session", "review"]


class Order(StrEnum):
    """In which order pairs are looked at."""

    best = "best"
    uncertain = "uncertain"
    strata = "strata"
    chance = "chance"


class Session:
    """One sitting of one reviewer. Pairs that the reviewer has decided before aren't shown again; what is taken back comes first."""

    def __init__(
        self,
        queue: Iterable[Queued],
        journal: Journal,
        explainer: Explainer,
        keyed: Keys,
        language: Tongue = "en",
        blind: bool = False,
    ) -> None:
        self._queue = list(queue)
        self._journal, self._explainer, self._keys = journal, explainer, keyed
        self._language: Tongue = language
        self._blind = blind
        self._pairs = {one.pair for one in self._queue}
        decided = {said.pair for said in journal.made}
        self._open = [one.pair for one in self._queue if one.pair not in decided]

    @property
    def left(self) -> int:
        """Pairs that are still open."""
        return len(self._open)

    @property
    def size(self) -> int:
        """Pairs in all."""
        return len(self._queue)

    @property
    def decided(self) -> int:
        """Pairs of these that the reviewer has decided; the file may hold decisions on others."""
        return sum(said.pair in self._pairs for said in self._journal.made)

    def run(self) -> None:
        """Show pair after pair until there is none left or the reviewer stops."""
        while self._open:
            pair = self._open[0]
            try:
                explanation = self._explainer.explain(*pair)
            except KeyError:
                self._say("missing", pair=_named(pair))
                self._open.pop(0)
                continue
            self._show(explanation)
            if not self._ask(pair, explanation):
                return
        self._say("end")

    def _ask(self, pair: tuple[str, str], explanation: Explanation) -> bool:
        """Take keys until the pair is decided or put off; False where the reviewer stops."""
        while True:
            pressed = self._keys.read()
            if not pressed:
                return False
            act = KEYS[self._language].get(pressed)
            if act is not None and act in DECIDED:
                self._journal.decide(*pair, act)
                self._open.pop(0)
                self._say("written", pair=_named(pair), said=text(act, self._language))
                if self._blind:
                    show.out.print(show.pair_head(explanation, self._language))
                return True
            match act:
                case "quit":
                    return False
                case "later":
                    self._open.append(self._open.pop(0))
                    return True
                case "undo":
                    if self._undo():
                        return True
                case "show" if self._blind:
                    self._say("blind")
                case "show":
                    show.out.print(waterfall(explanation, self._language))
                case "help":
                    self._help()
                case _:
                    self._say("unknown")

    def _undo(self) -> bool:
        last = self._journal.undo()
        if last is None:
            self._say("nothing")
            return False
        self._say("undone", pair=_named(last.pair))
        self._open = [last.pair, *(pair for pair in self._open if pair != last.pair)]
        return True

    def _show(self, explanation: Explanation) -> None:
        place = self.size - self.left + 1
        show.out.rule()
        self._say("place", n=place, all=self.size, decided=self.decided)
        show.out.print(records_table(explanation, self._language))
        if not self._blind:
            show.out.print(
                show.pair_head(explanation, self._language).append(f", p = {explanation.probability:.3f}")
            )
            for sentence in explanation.sentences(self._language):
                show.out.print(f"    {show.visible(sentence)}")
        acts = [
            f"[{key}] {text(act, self._language)}"
            for key, act in KEYS[self._language].items()
            if act in DECIDED
        ]
        rest = [key for key, act in KEYS[self._language].items() if act not in DECIDED]
        show.out.print("  ".join(acts) + f"  [{' '.join(rest)}]")

    def _help(self) -> None:
        table = Table(show_header=False, box=None)
        for key, act in KEYS[self._language].items():
            table.add_row(key, text(act, self._language))
        show.out.print(table)

    def _say(self, name: str, **values: object) -> None:
        show.out.print(show.visible(text(name, self._language, **values)), soft_wrap=True)


def _named(pair: tuple[str, str]) -> str:
    return f"{pair[1]} ← {pair[0]}"


def review(
    links: Annotated[Path, typer.Argument(metavar="LINKS", help="Links as `match` wrote them")],
    children: Annotated[Path, typer.Option(help="The file of found children")],
    inquiries: Annotated[Path, typer.Option(help="The file of inquiries")],
    decisions: Annotated[Path, typer.Option(metavar="FILE.csv", help="Where decisions are added")],
    officer: Annotated[
        str, typer.Option(envvar="USER", help="Who decides; stands beside each decision")
    ] = "",
    order: Annotated[
        Order,
        typer.Option(help="Best first; the most uncertain first; as many of each stratum; or by chance"),
    ] = Order.best,
    sample: Annotated[int | None, typer.Option(min=1, help="So many pairs at most")] = None,
    seed: Annotated[int, typer.Option(help="Seed of what chance chooses")] = 0,
    only: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Only pairs decided there, for a second opinion")
    ] = None,
    blind: Annotated[bool, typer.Option("--blind", help="Show the score only after the decision")] = False,
    matcher: MatcherName = "default",
    language: Annotated[Language, typer.Option(help="Language of what is shown")] = Language.es,
) -> None:
    """Judge pairs one after another: both records side by side, the evidence in sentences and bits, one key a decision.

    Each decision is added to FILE.csv and stands on the disk before the next pair is shown; the same command goes on where it
    was left. Taking back adds a line, nothing is struck out. `tracing train --decisions` learns from the file, `tracing evaluate
    --decisions` says how people agree.
    """
    inputs = [p for p in (links, children, inquiries, only) if p is not None]
    check_target(
        decisions, *(p for p in inputs if p != only or p.resolve() != decisions.resolve()), endings=(".csv",)
    )
    loaded = load_matcher(matcher)
    if loaded.schema != "tracing":
        raise InputError(f"{loaded.source}: this matcher compares plain tables, not children and inquiries")
    tongue: Tongue = language.value
    frame = read_links(links, scored=True)
    chosen = None
    if only is not None:
        pairs = read_decisions(only)
        chosen = set(zip(pairs["child_id"], pairs["inquiry_id"], strict=True))
        if chosen.isdisjoint(zip(frame["child_id"], frame["inquiry_id"], strict=True)):
            raise InputError(
                f"{only}: none of its {len(chosen):,} pairs is among the links of {links.name}. Name decisions on these links."
            )
    queue = choose(frame, order.value, sample, seed, chosen)
    if blind:
        # The place in the list would tell what is hidden.
        queue = choose(frame, "chance", None, seed, {one.pair for one in queue})
    with bar() as steps:
        found, sought = read_sides(children, inquiries, steps)
    own_pairs(links, frame, found, sought)
    journal = Journal(decisions, officer)
    kept.begin(decisions)
    if journal.cut:
        show.error(f"tracing: {text('cut', tongue, file=decisions.name)}")
    if journal.made:
        show.out.print(
            show.visible(
                text("resumed", tongue, file=decisions.name, n=len(journal.made), officer=journal.officer)
            ),
            soft_wrap=True,
        )
    explainer = Explainer(loaded, found, sought)
    with keys() as keyed:
        session = Session(queue, journal, explainer, keyed, tongue, blind)
        elsewhere = len(journal.made) - session.decided
        if elsewhere:
            show.error(f"tracing: {text('elsewhere', tongue, file=decisions.name, n=elsewhere)}")
        session.run()
    show.refusals(explainer.faults)
    told = text(
        "done",
        tongue,
        n=len(journal.made),
        officer=journal.officer,
        file=decisions.name,
        left=session.left,
        all=session.size,
    )
    show.out.print(show.visible(told), soft_wrap=True)
