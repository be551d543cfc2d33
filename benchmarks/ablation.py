"""What each part of the matcher brings: leave one out, measure, put it back.

    python benchmarks/ablation.py [--maker own,border] [--in-full own,border] [--seeds 31,32,33] [--large SEED] [--out FILE]

On samples of each seed: every comparison with all its weights at 0, every blocking rule and every kind of key left out,
name frequencies, the sibling rival, the group term and the calibration left out. Links are kept whatever their weight,
since thresholds were set for the whole matcher. Writes Markdown: tables of differences to the whole matcher, mean ±
standard deviation over the seeds, and what they say of the terms in words. The terms are measured on the samples of
every maker named, all else on those of the makers ``--in-full``; ``--large`` adds one sample of 100,000 × 30,000, where
homonyms multiply.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from data import Sample, make
from numpy.typing import NDArray
from pairs import Encoded, encode_folder, link_encoded

from tracing.linkage.evaluation import evaluate
from tracing.linkage.matcher import Calibration, Comparison, MatcherFile, load_matcher

Floats = NDArray[np.float64]

EVERYTHING = -1000.0
"""Output threshold, in bits, under which no pair lies."""

LEAST = 0.0005
"""From which difference on the words about a term take notice: half a pair in a thousand."""

TERMS, FREQUENCIES, GROUP = "Terms", "name frequencies", "group"
LARGE = (100_000, 30_000)

FIGURES = ("best F1", "recall@1", "recall@10", "completeness", "pairs", "calibration")
HEADINGS = (
    "best F1", "recall@1", "recall@10", "pair completeness", "pairs compared", "calibration error (p ≥ 0.05)",
)  # fmt: skip

INTRODUCTION = """# What each part of the matcher brings

Each row leaves one part of the matcher `{name}` ({version}) out and says what changes: difference to the whole matcher,
mean ± standard deviation over samples of one maker ({samples}; all
invented; the weights were learnt on other seeds). Negative F1, recall and completeness mean that the part helps; a negative calibration error means that
probabilities fit better without it. A difference smaller than its ± says nothing. Parts overlap: what one leaves
out another may still catch, so the differences don't add up. Made by `make ablation`.

A comparison is left out by weighing 0 at every level, name frequencies by weighing every name as one of the level's
reference rarity; the bits of blocking keys stay. Nothing is learnt or calibrated anew without the part. Links are kept whatever their weight, twenty for
each inquiry; pair completeness is of those.
"""

STAYS_HEADING = "## What stays though it brings little or nothing here, and what went"

STAYS = """\
- Documents, aliases and caregivers are on both sides of few pairs here (the own maker writes none of them for children), and other
  comparisons mostly say the same; a document that agrees is still the strongest evidence there is (brief H2). Nationality and
  languages decide little between children of one corridor; their comparisons are cheap and say something where corridors mix.
- The calibration was fitted on both makers' records together, and changes no order: one map can't fit two makers as well as each
  its own. `tracing train` makes one for the records at hand.
- A blocking rule that brings nothing alone is covered by others, as they are by it. Six went together (given name + mother's
  surname + birth year; the same + father's surname; mother's surname + birth year + municipality; given name + mother's given
  name; given name + municipality; surname + mother's given name): on one sample of each of two makers (seed 31, measured when
  they went, commit 4487edb) that lost 1 of
  3,083 and 0 of 3,000 true pairs, and saved 4 and 6 % of the compared pairs and a quarter to two fifths of the keys. The others that bring
  nothing alone cost few keys and are the second way to a pair whose errors fall otherwise than in these samples.
"""


@dataclass(frozen=True)
class Variant:
    """The matcher with one part left out."""

    section: str
    name: str
    matcher: MatcherFile


@dataclass(frozen=True)
class Place:
    """Samples that are averaged over: of one maker and one size, a seed each. ``in_full``: measured for all parts, else for
    the terms alone."""

    samples: tuple[Sample, ...]
    in_full: bool

    @property
    def title(self) -> str:
        maker = {"own": "own maker", "border": "border maker"}[self.samples[0].maker]
        return f"{maker}, {self.samples[0].size}"

    @property
    def seeds(self) -> str:
        return ("seeds " if len(self.samples) > 1 else "seed ") + ", ".join(str(s.seed) for s in self.samples)


@dataclass(frozen=True)
class Found:
    """Figures at one place: of the whole matcher, shape (seeds, figures), and of the variants, shape (variants, seeds,
    figures); ``raised``: pairs to which companions add bits, by seed."""

    place: Place
    whole: Floats
    chosen: list[Variant]
    parts: Floats
    raised: list[int]

    def change(self, number: int) -> Floats:
        """What leaving variant ``number`` out changes, shape (seeds, figures); pairs as a share."""
        change = self.parts[number] - self.whole
        pairs = FIGURES.index("pairs")
        change[:, pairs] /= self.whole[:, pairs]
        return change


def silent(comparison: Comparison) -> Comparison:
    """The comparison with weight 0 at every level, against a stranger and against a sibling."""
    levels = tuple(replace(level, m=0.5, u=0.5, sibling=0.5, frequency=0.0) for level in comparison.levels)
    return replace(comparison, levels=levels)


def without_frequency(comparison: Comparison) -> Comparison:
    return replace(comparison, levels=tuple(replace(level, frequency=0.0) for level in comparison.levels))


def variants(matcher: MatcherFile) -> Iterator[Variant]:
    for left_out in matcher.comparisons:
        comparisons = tuple(silent(c) if c is left_out else c for c in matcher.comparisons)
        yield Variant("Comparisons", left_out.name, replace(matcher, comparisons=comparisons))
    for rule in matcher.blocking:
        rest = tuple(r for r in matcher.blocking if r is not rule)
        yield Variant("Blocking rules", rule.name, replace(matcher, blocking=rest))
    for part in dict.fromkeys(part for rule in matcher.blocking for part in rule.parts):
        rest = tuple(r for r in matcher.blocking if part not in r.parts)
        if rest and len(rest) < len(matcher.blocking) - 1:
            count = len(matcher.blocking) - len(rest)
            yield Variant("Kinds of key", f"{part} ({count} rules)", replace(matcher, blocking=rest))
    plain = tuple(without_frequency(c) for c in matcher.comparisons)
    yield Variant(TERMS, FREQUENCIES, replace(matcher, comparisons=plain))
    if matcher.kinship is not None:
        yield Variant(TERMS, "sibling rival (kinship)", replace(matcher, kinship=None))
    if matcher.group is not None:
        yield Variant(TERMS, GROUP, replace(matcher, group=None))
    if matcher.calibration != Calibration():
        yield Variant(TERMS, "calibration", replace(matcher, calibration=Calibration()))


def measure(matcher: MatcherFile, encoded: Encoded) -> tuple[Floats, int]:
    """The figures of one variant on one sample, in the order of ``FIGURES``, and how many pairs companions raise."""
    links = link_encoded(replace(matcher, output=EVERYTHING), encoded)
    found = evaluate(links.frame, encoded.truth)
    raised = int((links.frame["group_weight"] > 0).sum()) if "group_weight" in links.frame else 0
    return np.array(
        [
            found.best.f1,
            found.recall_at[1],
            found.recall_at[10],
            found.pair_completeness,
            links.compared,
            found.calibration_error_likely,
        ]
    ), raised


def run(matcher: MatcherFile, place: Place) -> Found:
    """Measure the whole matcher and its variants at one place."""
    chosen = [v for v in variants(matcher) if place.in_full or v.section == TERMS]
    whole, parts, raised = [], [], []
    for sample in place.samples:
        make(sample)
        start = time.perf_counter()
        encoded = encode_folder(matcher, sample.folder)
        figures, count = measure(matcher, encoded)
        whole.append(figures)
        raised.append(count)
        parts.append([measure(variant.matcher, encoded)[0] for variant in chosen])
        sys.stderr.write(f"{sample.name}: {len(chosen)} variants in {time.perf_counter() - start:.0f} s\n")
    return Found(place, np.array(whole), chosen, np.array(parts).transpose(1, 0, 2), raised)


def cell(values: Floats, figure: str, difference: bool) -> str:
    """Mean ± standard deviation; per cent for pairs, which are counts, points of 1 for the rest."""
    mean, spread = float(values.mean()), float(values.std(ddof=1)) if len(values) > 1 else None
    if figure == "pairs":
        shown = f"{mean:+.1%}" if difference else f"{mean:,.0f}"
        around = "" if spread is None else f" ± {spread:.1%}" if difference else f" ± {spread:,.0f}"
    else:
        shown = f"{mean:+.4f}" if difference else f"{mean:.4f}"
        around = "" if spread is None else f" ± {spread:.4f}"
    return shown + around


def tells(values: Floats) -> bool:
    """Whether differences say anything: at least ``LEAST``, and more than they spread by."""
    mean = abs(float(values.mean()))
    return mean >= LEAST and (len(values) == 1 or mean > float(values.std(ddof=1)))


def effect(change: Floats) -> str:
    """What a part brings, in words, from what leaving it out changes."""
    said, quiet = [], []
    for name in ("best F1", "recall@1", "recall@10"):
        gain = -change[:, FIGURES.index(name)]
        if tells(gain):
            said.append(f"{'brings' if gain.mean() > 0 else 'costs'} {amount(gain)} in {name}")
        else:
            quiet.append(name)
    error = change[:, FIGURES.index("calibration")]
    if tells(error):
        said.append(
            f"makes the calibration error {amount(error)} {'smaller' if error.mean() > 0 else 'larger'}"
        )
    else:
        quiet.append("calibration")
    if not said:
        return "changes nothing that shows"
    return " and ".join([", ".join(said[:-1]), said[-1]] if said[1:] else said) + (
        f"; nothing that shows in {' or '.join(quiet)}" if quiet else ""
    )


def amount(values: Floats) -> str:
    """Mean ± standard deviation without a sign."""
    return cell(values if values.mean() >= 0 else -values, "", difference=False)


def helps(change: Floats) -> bool:
    """Whether a part brings anything in F1 or in ranking."""
    gains = (-change[:, FIGURES.index(name)] for name in ("best F1", "recall@1", "recall@10"))
    return any(tells(gain) and gain.mean() > 0 for gain in gains)


def fits(change: Floats) -> int:
    """1 if probabilities fit better with a part, -1 if worse, 0 if nothing shows."""
    error = change[:, FIGURES.index("calibration")]
    return int(np.sign(error.mean())) if tells(error) else 0


def _on(titles: list[str], of: int) -> str:
    return "on all of these" if len(titles) == of else f"on {'; '.join(titles)}" if titles else "nowhere here"


def _changes(found: Sequence[Found], name: str) -> list[tuple[str, Floats]]:
    """What leaving the term out changes at each place."""
    return [
        (f.place.title, f.change(next(n for n, v in enumerate(f.chosen) if v.name == name))) for f in found
    ]


def in_words(found: Sequence[Found]) -> list[str]:
    """What each term brings at each place, and in short where it helps."""
    lines = []
    for name in dict.fromkeys(v.name for f in found for v in f.chosen if v.section == TERMS):
        lines.append(f"- **{name}**")
        changes = _changes(found, name)
        for f, (title, change) in zip(found, changes, strict=True):
            words = effect(change)
            if name == GROUP and not any(f.raised):
                words = "never comes into play: no group that was found together is sought together"
            elif name == GROUP:
                words += f" (it raises {np.mean(f.raised):,.0f} ranked pairs a sample)"
            alone = " (one sample, so without a spread)" if len(change) == 1 else ""
            lines.append(f"  - {title}{alone}: {words}.")
        helped = _on([title for title, change in changes if helps(change)], len(changes))
        fit = ""
        for sign, word in ((1, "better"), (-1, "worse")):
            titles = [title for title, change in changes if fits(change) == sign]
            if titles:
                fit += f", {word}" if fit else f"; probabilities fit {word} with it"
                fit += f" {_on(titles, len(changes))}"
        lines.append(f"  - In short: it helps F1 or ranking {helped}{fit}.")
    return lines


def why_frequencies(found: Sequence[Found]) -> list[str]:
    """Why name frequencies stay, or that nothing here speaks for them."""
    changes = _changes(found, FREQUENCIES)
    helped = [title for title, change in changes if helps(change)]
    worse = [title for title, change in changes if fits(change) < 0]
    if not helped:
        return ["- Name frequencies bring nothing in F1 or in ranking on any of these samples."]
    price = f" The price is calibration {_on(worse, len(changes))}." if worse else ""
    return [
        f"- Name frequencies stay for what they bring {_on(helped, len(changes))}. It is little, since birth, parents and origin "
        f"tell most namesakes apart by themselves.{price} Without them Ixcoy would weigh what López weighs, in the score and in "
        "what is said of it."
    ]


def tables(found: Found, section: str) -> list[str]:
    """The differences of one section at one place."""
    lines = [f"| without | {' | '.join(HEADINGS)} |", f"| --- |{' ---: |' * len(HEADINGS)}"]
    rows = [(v.name, found.change(n)) for n, v in enumerate(found.chosen) if v.section == section]
    order = (0, 3) if section in {"Comparisons", TERMS} else (3, 0)
    rows.sort(key=lambda row: tuple(float(row[1][:, i].mean()) for i in order))
    for name, change in rows:
        cells = [cell(change[:, i], figure, difference=True) for i, figure in enumerate(FIGURES)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def render(found: Sequence[Found]) -> str:
    lines = [
        "## The whole matcher",
        "",
        f"| samples | {' | '.join(HEADINGS)} |",
        f"| --- |{' ---: |' * len(HEADINGS)}",
    ]
    for f in found:
        cells = [cell(f.whole[:, i], name, difference=False) for i, name in enumerate(FIGURES)]
        lines.append(f"| {f.place.title} | {' | '.join(cells)} |")
    lines += [
        "",
        f"## {TERMS}",
        "",
        "What each term brings, the other way round than in the tables below it:",
        "",
    ]
    lines += in_words(found)
    for f in found:
        lines += ["", f"### {TERMS}, {f.place.title}", "", *tables(f, TERMS)]
    lines += ["", STAYS_HEADING, "", *why_frequencies(found), STAYS.rstrip()]
    full = [f for f in found if f.place.in_full]
    for section in dict.fromkeys(v.section for f in full for v in f.chosen):
        if section != TERMS:
            for f in full:
                lines += ["", f"## {section}, {f.place.title}", "", *tables(f, section)]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--maker", default="own,border", help="whose samples: own, border or both")
    parser.add_argument(
        "--in-full", default="own,border", help="makers on whose samples all parts are measured"
    )
    parser.add_argument("--seeds", default="31,32,33")
    parser.add_argument("--children", type=int, default=10_000)
    parser.add_argument("--inquiries", type=int, default=5_000)
    parser.add_argument(
        "--large", type=int, help="seed of a sample of the own maker, 100,000 × 30,000, for the terms"
    )
    parser.add_argument("--matcher", default="default")
    parser.add_argument("--out", type=Path, help="write the Markdown here instead of printing it")
    options = parser.parse_args()
    matcher = load_matcher(options.matcher)
    size, seeds = (options.children, options.inquiries), [int(seed) for seed in options.seeds.split(",")]
    places = [
        Place(tuple(Sample(maker, *size, seed) for seed in seeds), maker in options.in_full.split(","))
        for maker in options.maker.split(",")
    ]
    if options.large is not None:
        places.append(Place((Sample("own", *LARGE, options.large),), in_full=False))
    found = [run(matcher, place) for place in places]
    samples = "; ".join(f"{place.title}: {place.seeds}" for place in places)
    head = INTRODUCTION.format(name=matcher.name, version=matcher.version, samples=samples)
    text = f"{head}\n{render(found)}"
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
