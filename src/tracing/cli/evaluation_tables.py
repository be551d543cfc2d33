"""How an evaluation looks on a terminal: figures with intervals, subgroups, lessons, blocking."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table
from rich.text import Text

from tracing.cli import show
from tracing.linkage import Evaluation
from tracing.linkage.evaluation import Agreements, BlockingRecall, Gap, Interval, Lesson, Lessons, Subgroups

__all__ = ["agreement", "blocking", "figures", "lessons", "subgroups"]

_SHORT = (
    "given_names", "first_surname", "second_surname", "full_name", "sex", "birth_date", "age", "origin_country",
    "origin_admin1", "origin_admin2", "origin_locality", "origin_text", "mother_name", "father_name",
)  # fmt: skip
"""Columns that say who a record is about, in short."""


def _bounds(bounds: Interval | None) -> str:
    return "" if bounds is None else f"{bounds.low:.4f} – {bounds.high:.4f}"


def _hundredths(value: float) -> str:
    return "–" if value != value else f"{100 * value:.1f}".replace("100.0", "100")


def _percent(value: float, bounds: Interval | None) -> str:
    interval = "" if bounds is None else f" ({_hundredths(bounds.low)}–{_hundredths(bounds.high)})"
    return f"{_hundredths(value)}{interval}"


def figures(evaluation: Evaluation) -> None:
    """Print the figures of a run, each with its interval."""
    bounds: Mapping[str, Interval] = evaluation.intervals
    table = Table(title="Evaluation", title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    table.add_column("95 %")

    def row(name: str, value: float, key: str) -> None:
        table.add_row(name, f"{value:.4f}", _bounds(bounds.get(key)))

    table.add_row("links", f"{evaluation.links:,}", "")
    table.add_row("true pairs", f"{evaluation.true_pairs:,}", "")
    table.add_row("inquiries with a child", f"{evaluation.inquiries_with_child:,}", "")
    table.add_row("families", f"{evaluation.families:,}", "")
    row("pair completeness of the links", evaluation.pair_completeness, "pair_completeness")
    for name, point, key in (
        ("best threshold", evaluation.best, ""),
        ("band strong", evaluation.strong, "strong."),
    ):
        if point is not None:
            table.add_section()
            table.add_row(f"{name}, bits", f"{point.weight:.2f}", "")
            row("precision", point.precision, f"{key}precision")
            row("recall", point.recall, f"{key}recall")
            row("F1", point.f1, f"{key}f1")
    table.add_section()
    for k, value in evaluation.recall_at.items():
        row(f"recall@{k}", value, f"recall@{k}")
    row("mean reciprocal rank", evaluation.mean_reciprocal_rank, "mrr")
    table.add_section()
    row("calibration error", evaluation.calibration_error, "calibration_error")
    row(
        "calibration error, probability ≥ 0.05",
        evaluation.calibration_error_likely,
        "calibration_error_likely",
    )
    show.out.print(table)


def gap_sentence(gap: Gap | None, enough: int) -> str:
    """Say the widest gap in words."""
    if gap is None:
        return f"No two subgroups have {enough} true pairs or more; no gap is stated."
    bounds = (
        ""
        if gap.interval is None
        else f" (95 %: {100 * gap.interval.low:.1f} to {100 * gap.interval.high:.1f})"
    )
    return (
        f"Widest gap in recall@10 between two subgroups of {enough} true pairs or more: "
        f"{100 * gap.gap:.1f} points{bounds}, by {gap.dimension}: {gap.better} before {gap.worse}."
    )


def subgroups(found: Subgroups) -> None:
    """Print the subgroups' figures in per cent and the widest gap."""
    table = Table(title="Subgroups, in per cent, with 95 % intervals", title_justify="left", box=None)
    for column in ("", "pairs", "recall@1", "recall@10", "F1 at strong"):
        table.add_column(column, justify="right" if column else "left", no_wrap=True)
    dimension = ""
    for group in found.groups:
        if group.dimension != dimension:
            dimension = group.dimension
            table.add_row(Text(dimension, style="bold"))
        strong = (
            "" if group.f1_strong is None else _percent(group.f1_strong, group.intervals.get("f1_strong"))
        )
        table.add_row(
            show.visible(f"  {group.value}"),
            f"{group.pairs:,}",
            _percent(group.recall_at_1, group.intervals.get("recall_at_1")),
            _percent(group.recall_at_10, group.intervals.get("recall_at_10")),
            strong,
        )
    show.out.print(table)
    show.out.print(gap_sentence(found.gap, found.enough), soft_wrap=True)


def _brief(record: Mapping[str, str]) -> str:
    return " · ".join(record[column] for column in _SHORT if column in record)


def _lesson(lesson: Lesson) -> None:
    explanation = lesson.explanation

    def line(text: str) -> None:
        show.out.print(show.visible(f"    {text}"), soft_wrap=True)

    show.out.print(show.pair_head(explanation).append(f": {lesson.reason}"), soft_wrap=True)
    line(f"sought  {_brief(explanation.inquiry)}")
    line(f"found   {_brief(explanation.child)}")
    for sentence in explanation.sentences():
        line(f"  {sentence}")
    if lesson.rules:
        line(f"  brought by: {', '.join(lesson.rules)}")


def lessons(found: Lessons) -> None:
    """Print the pairs that went wrong, each with both records in short and the evidence in sentences."""
    show.out.print(Text("\nHighest-scored pairs that are not the same child", style="bold"))
    for lesson in found.false:
        _lesson(lesson)
    show.out.print(Text("\nTrue pairs that were missed or score lowest", style="bold"))
    unknown = f"; {found.unknown:,} with a record that isn't in the files" if found.unknown else ""
    show.out.print(
        f"missed in all: {found.lost_in_blocking:,} lost in blocking, {found.lost_in_ranking:,} by weight or rank{unknown}"
    )
    for lesson in found.true:
        _lesson(lesson)


def blocking(recall: BlockingRecall) -> None:
    """Print what blocking costs and finds, estimated without labels and, if known, in truth."""
    table = Table(title="Blocking", title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    table.add_column("95 %")
    table.add_row("pairs compared", f"{recall.compared:,}", "")
    table.add_row("reduction ratio", f"{recall.reduction_ratio:.6f}", "")
    table.add_row("likely pairs among them", f"{recall.likely:,.1f}", "")
    table.add_section()
    for name, key, value in (
        ("recall, Lincoln–Petersen pooled", "pooled", recall.pooled),
        ("recall, log-linear", "log_linear", recall.log_linear),
        ("recall, against the truth", "true", recall.true),
    ):
        if value is not None:
            shown = "not to be told" if value != value else f"{value:.4f}"
            table.add_row(name, shown, _bounds(recall.intervals.get(key)) if value == value else "")
    show.out.print(table)
    groups = Table(title="Rule groups that share no field", title_justify="left")
    for column in ("fields", "rules", "likely pairs", "by others too", "recall by it"):
        groups.add_column(column, justify="left" if column in {"fields", "rules"} else "right")
    for group in recall.groups:
        shown = "–" if group.recall != group.recall else f"{group.recall:.4f}"
        rules, fields = ", ".join(group.rules), ", ".join(group.fields)
        groups.add_row(fields, rules, f"{group.pairs:,.1f}", f"{group.both:,.1f}", shown)
    show.out.print(groups)


def agreement(found: Agreements) -> None:
    """Print how far those who decided agree, and on what they don't."""
    table = Table(title="Agreement", title_justify="left")
    for column in ("", "and", "pairs", "agreed", "kappa", "they differ on"):
        table.add_column(
            column, justify="right" if column in {"pairs", "agreed", "kappa"} else "left", overflow="fold"
        )
    for one in found.pairs:
        differ = ", ".join(f"{a} / {b}: {n}" for a, b, n in one.met if a != b)
        kappa = "–" if one.kappa is None else f"{one.kappa:.3f}"
        names = show.visible(one.one), show.visible(one.other)
        table.add_row(*names, f"{one.pairs:,}", f"{one.agreed:.3f}", kappa, differ)
    show.out.print(table)
    judged = ", ".join(f"{show.visible(name)} {count:,}" for name, count in found.judged.items())
    show.out.print(f"judged: {judged}; can't be decided: {found.undecided:,}", soft_wrap=True)
