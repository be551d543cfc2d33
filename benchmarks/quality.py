"""Lines of quality: what is found, how surely, and for whom; the same yardstick for all (``peers/score.py``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import programs
from data import Sample
from paired import Figure, Figures, figure
from plan import Plan
from process import Failure
from rows import Results, Row, column

__all__ = ["Quality", "big_quality", "febrl_rows", "small_quality"]

Say = Callable[[str], None]
Found = dict[str, dict[str, list[Figures] | str]]
"""By maker, then by program."""

PEERS = {"splink merged": "Splink merged", "splink nine": "Splink nine", "recordlinkage": "recordlinkage"}

LINES = (
    ("f1_own", "F1, tracing at its own threshold", "share", "higher",
     "band `strong` as shipped; peers at the threshold that is best on this very truth, which no user knows"),
    ("f1_best", "F1, all at their best threshold", "share", "higher", "peers/score.py over all links"),
    ("recall_1", "recall@1", "share", "higher", "inquiries with a child that have one ranked first"),
    ("recall_10", "recall@10", "share", "higher", "the same among the first ten"),
    ("pair_completeness", "pair completeness of blocking", "share", "higher", "true pairs among the candidates"),
    ("pairs_per_record", "compared pairs per record of both sides", "number", "lower", "candidates / (children + inquiries)"),
    ("ece", "expected calibration error, all links", "share", "lower",
     "ten bins of equal width, each program's own links (twenty for each inquiry at most)"),
    ("ece_likely", "expected calibration error, p ≥ 0.05", "share", "lower", "the same of links with p ≥ 0.05"),
    ("gap", "largest gap in recall@10 between subgroups", "share", "lower",
     "`tracing evaluate`: country, sex, language, surnames, agencies, age; subgroups of 200 true pairs and more"),
)  # fmt: skip

MAKERS = {"own": "own maker", "border": "border maker"}


@dataclass
class Quality:
    """Rows, all figures by maker and program, and pair completeness by sample and program (for ``growth``)."""

    rows: list[Row] = field(default_factory=list)
    found: Found = field(default_factory=dict)
    completeness: dict[str, dict[str, float]] = field(default_factory=dict)


def _judged(sample: Sample, links: Path) -> Figures:
    """What the links of any program say by themselves."""
    scored, evaluated = programs.score(sample, links), programs.evaluate(sample, links)
    figures: Figures = {
        "f1_best": scored["best"]["f1"],
        "recall_1": scored["recall_at_1"],
        "recall_10": scored["recall_at_10"],
        "ece": scored["ece"],
        "ece_likely": scored["ece_from_0.05"],
    }
    if evaluated["strong"] is not None:
        figures["f1_own"] = evaluated["strong"]["f1"]
    if evaluated["subgroups"]["gap"] is not None:
        figures["gap"] = evaluated["subgroups"]["gap"]["gap"]
    return {name: value for name, value in figures.items() if value is not None}


def _blocked(sample: Sample, pairs: int, found: int, truths: int) -> Figures:
    return {"pair_completeness": found / truths, "pairs_per_record": pairs / sample.records}


def _tracing(sample: Sample, work: Path) -> Figures:
    blocking = programs.engine("blocking", sample.folder)
    done = programs.match(sample, work)
    figures = _judged(sample, done.links)
    return {**figures, **_blocked(sample, blocking["pairs"], blocking["true_pairs"], blocking["truths"])}


def _trained(sample: Sample, work: Path) -> Figures:
    matcher, seconds = programs.train(sample, work)
    return {**_judged(sample, programs.match(sample, work, matcher).links), "training_seconds": seconds}


def _truths(sample: Sample) -> int:
    """Distinct true pairs; both makers write each once, one a line."""
    return len(sample.file("truth.csv").read_text(encoding="utf-8").splitlines()) - 1


def _peer(sample: Sample, done: programs.Linked) -> Figures:
    blocking = done.report["blocking"]
    figures = _judged(sample, done.links)
    seconds = done.report["seconds"]
    training = {"training_seconds": seconds["training"]} if "training" in seconds else {}
    return {
        **figures,
        **_blocked(sample, blocking["pairs"], blocking["true_pairs"], _truths(sample)),
        **training,
    }


def _splink(sample: Sample, work: Path, form: str) -> Figures:
    return _peer(sample, programs.splink(sample, work, form, "--truth", sample.file("truth.csv")))


def _recordlinkage(sample: Sample, work: Path) -> Figures:
    return _peer(sample, programs.recordlinkage(sample, work))


def _measure(
    quality: Quality, sample: Sample, chosen: dict[str, Callable[[], Figures]], say: Say, found: Found
) -> None:
    place = found.setdefault(sample.maker, {})
    for name, program in chosen.items():
        say(f"{sample.name}: {name}")
        done = place.setdefault(name, [])
        if isinstance(done, str):
            continue
        try:
            figures = program()
        except Failure as failure:
            place[name] = str(failure)
            continue
        done.append(figures)
        if "pair_completeness" in figures:
            quality.completeness.setdefault(sample.name, {})[name] = figures["pair_completeness"]


def _rows(section: str, key: str, found: Results, seeds: str) -> list[Row]:
    rows = []
    for name, line, unit, better, how in LINES:
        theirs = ["f1_best"] if name == "f1_own" else [name]
        peers = {title: column(found, peer, theirs) for peer, title in PEERS.items() if peer in found}
        ours = column(found, "tracing", name)
        rows.append(Row(section, f"{key}.{name}", line, ours, unit, better, f"{how}; {seeds}", peers))
    if "tracing trained" in found:
        trained = column(found, "tracing trained", "f1_best")
        peers = {
            PEERS[p]: column(found, p, "f1_best") for p in ("splink merged", "splink nine") if p in found
        }
        how = f"`tracing train` on the files alone, without truth; Splink trains so too; {seeds}"
        rows.append(Row(section, f"{key}.f1_trained", "F1, best, weights learnt from these files without truth",
                        trained, "share", "higher", how, peers))  # fmt: skip
        own = column(found, "tracing trained", "f1_own")
        rows.append(Row(section, f"{key}.f1_trained_own", "the same at the threshold that training set",
                        own, "share", "higher", how + "; peers at their best threshold", peers))  # fmt: skip
        seconds = {
            PEERS[p]: column(found, p, "training_seconds")
            for p in ("splink merged", "splink nine")
            if p in found
        }
        rows.append(Row(section, f"{key}.training", "training without truth",
                        column(found, "tracing trained", "training_seconds"), "seconds", "lower",
                        "whole `tracing train`, reading and standardising included; Splink: its training stage alone",
                        seconds))  # fmt: skip
    return rows


def _ceiling(plan: Plan, sample: Sample, work: Path, say: Say) -> Row:
    say(f"{sample.name}: ceiling")
    trained_on = plan.ceiling_trains_on[sample.maker]
    try:
        judges = {j["name"]: j["f1"] for j in programs.ceiling(sample, trained_on, work)["judges"]}
        ours, theirs = figure(judges["sum of weights"]), figure(judges["boosted + rarity"])
    except Failure as failure:
        ours, theirs = Figure((), str(failure)), Figure((), str(failure))
    how = f"ceiling.py: gradient-boosted trees on the same comparisons, trained on the truth of seed {trained_on.seed}"
    return Row(
        f"Quality, {MAKERS[sample.maker]}, {sample.size}", f"quality.{sample.maker}.ceiling",
        "F1, best, against the ceiling of the same comparisons", ours, "share", "higher",
        f"{how}; seed {sample.seed}", {"boosted trees": theirs},
    )  # fmt: skip


def small_quality(plan: Plan, work_of: Callable[[Sample], Path], say: Say) -> Quality:
    """Quality on the small samples of both makers, and on FEBRL 4."""
    quality = Quality()
    for maker in dict.fromkeys(s.maker for s in plan.small):
        samples = plan.of(maker)
        for number, sample in enumerate(samples):
            work = work_of(sample)
            chosen: dict[str, Callable[[], Figures]] = {
                "tracing": partial(_tracing, sample, work),
                "splink merged": partial(_splink, sample, work, "merged"),
            }
            if maker in plan.in_full:
                chosen["tracing trained"] = partial(_trained, sample, work)
                chosen["splink nine"] = partial(_splink, sample, work, "nine")
                if number < plan.others_on:
                    chosen["recordlinkage"] = partial(_recordlinkage, sample, work)
            _measure(quality, sample, chosen, say, quality.found)
        seeds = "seed " + ", ".join(str(s.seed) for s in samples)
        section = f"Quality, {MAKERS[maker]}, {samples[0].size}"
        quality.rows += _rows(section, f"quality.{maker}", quality.found[maker], seeds)
        if maker in plan.in_full:
            quality.rows.append(_ceiling(plan, samples[0], work_of(samples[0]), say))
    say("FEBRL 4")
    quality.rows += febrl_rows()
    return quality


LEARNT = "learnt without labels from weights that only know which end is up"

FEBRL = (
    ("precision", "precision at the threshold that training set", LEARNT),
    ("recall", "recall at the threshold that training set", LEARNT),
    ("f1_best", "F1 at the best threshold", LEARNT),
    ("f1_by_hand", "F1 of the matcher set by hand, at its own threshold", "`febrl` as shipped"),
)


def febrl_rows() -> list[Row]:
    """FEBRL 4, the one sample that somebody else made."""
    section, what = "Quality, FEBRL 4", "5,000 × 5,000 invented Australians (Christen 2008)"
    try:
        found = programs.engine("febrl")
        figures = {name: figure(found[name]) for name, _, _ in FEBRL}
    except Failure as failure:
        figures = dict.fromkeys((name for name, _, _ in FEBRL), Figure((), str(failure)))
    return [
        Row(section, f"febrl.{name}", line, figures[name], "share", "higher", f"{what}; {how}")
        for name, line, how in FEBRL
    ]


def big_quality(plan: Plan, quality: Quality, work_of: Callable[[Sample], Path], say: Say) -> None:
    """Quality on the large samples; Splink's models trained here are loaded by ``speed``. One that is among the small
    samples has been measured."""
    for sample in plan.big:
        if sample in plan.small:
            continue
        work, found = work_of(sample), Found()
        chosen: dict[str, Callable[[], Figures]] = {"tracing": partial(_tracing, sample, work)}
        for form in plan.big_forms.get(sample.maker, ()):
            chosen[f"splink {form}"] = partial(_splink, sample, work, form)
        _measure(quality, sample, chosen, say, found)
        section = f"Quality, {MAKERS[sample.maker]}, {sample.size}"
        quality.rows += _rows(
            section, f"quality.{sample.maker}.big", found[sample.maker], f"seed {sample.seed}"
        )
        quality.found[sample.name] = found[sample.maker]
