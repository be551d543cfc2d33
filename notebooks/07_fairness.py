# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 7 · ¿Sirve a todas y todos por igual? / Does it serve all alike?
#
# Un promedio esconde a quien le va peor: quien no tiene segundo apellido, quien habla una lengua indígena, quien es muy pequeña. Las
# diferencias se dan con intervalo: con pocos pares, casi todo puede ser azar.
#
# A mean hides who fares worse: who has no second surname, who speaks an indigenous language, who is very young. Differences come with an
# interval: with few pairs nearly everything may be chance.

# %%
import os
from pathlib import Path

import altair as alt
import pandas as pd

from tracing import Matcher, read_children, read_inquiries, read_truth
from tracing.linkage.evaluation import by_subgroup, families_of, judge
from tracing.linkage.evaluation.facts import dimension_in, value_in
from tracing.linkage.plot import headed, offline
from tracing.linkage.plot.look import FAINT, FOR, INK, dress, values

ENOUGH = 20  # true pairs from which a subgroup is compared; with real data rather 200
FOLDER = Path(os.environ.get("TRACING_SAMPLES", "../data/samples"))
offline()
children, inquiries = read_children(FOLDER / "children.csv"), read_inquiries(FOLDER / "inquiries.csv")
truth = read_truth(FOLDER / "truth.csv")
links = Matcher.load("default").link(children, inquiries)
judged = judge(links.to_pandas(), truth)
family = families_of(list(judged.inquiries), judged.truth, inquiries)
found = by_subgroup(judged, family, children, inquiries, resamples=200, enough=ENOUGH)

# %% [markdown]
# ## Por subgrupo / By subgroup
#
# `recall@1`: pares verdaderos que quedan en primer lugar. Línea: intervalo del 95 %, por familias. Círculo vacío: menos pares de los que
# permiten comparar.
#
# `recall@1`: true pairs that rank first. Line: interval of 95 %, by families. Hollow: fewer pairs than allow to compare.

# %%


def both(text) -> str:
    """Say a text that depends on the language in Spanish and English, once if it reads the same."""
    return " / ".join(dict.fromkeys(text(language) for language in ("es", "en")))


rows = []
for group in found.groups:
    low, high = group.intervals["recall_at_1"]
    rows.append(
        (
            group.dimension,
            f"{both(lambda language, value=group.value: value_in(value, language))} ({group.pairs})",
            group.value,
            group.pairs,
            group.recall_at_1,
            group.recall_at_10,
            group.f1_strong,
            low,
            high,
        )
    )
table = pd.DataFrame(
    rows, columns=["by", "subgroup", "value", "pairs", "recall@1", "recall@10", "F1 of strong", "low", "high"]
)
panels = []
for dimension, part in table.groupby("by", sort=False):
    drawn = part.rename(columns={"recall@1": "recall"}).assign(enough=part["pairs"] >= ENOUGH)
    base = alt.Chart(values(drawn)).encode(y=alt.Y("subgroup:N", sort=part["subgroup"].tolist(), title=None))
    scale = alt.Scale(domain=[0, 1.02], nice=False)
    line = base.mark_rule(color=FAINT).encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    at = base.encode(x=alt.X("recall:Q", scale=scale, title="recall@1", axis=alt.Axis(format="%")))
    many = at.transform_filter("datum.enough").mark_point(filled=True, color=FOR, size=80, opacity=1)
    few = at.transform_filter("!datum.enough").mark_point(filled=False, color=INK, size=80, opacity=1)
    title = both(lambda language, name=dimension: dimension_in(name, language))
    panels.append(alt.layer(line, many, few).properties(width=380, height=22 * len(part), title=title))
dress(
    alt.vconcat(*panels),
    "Por subgrupo / By subgroup",
    ["Entre paréntesis: pares verdaderos / in parentheses: true pairs"],
)

# %%
named = table["by"].map(lambda name: both(lambda language: dimension_in(name, language)))
headed(table.assign(by=named).drop(columns=["value", "low", "high"]).round(3))

# %% [markdown]
# ## En palabras / In words

# %%
enough = table[table["pairs"] >= ENOUGH]


def words(row, language: str) -> str:
    """The subgroup in words, with how many pairs it has."""
    pairs = {"es": "pares", "en": "pairs"}[language]
    return f"{dimension_in(row['by'], language)}: {value_in(row['value'], language)}, {row['pairs']} {pairs}"


worst, best = enough.loc[enough["recall@1"].idxmin()], enough.loc[enough["recall@1"].idxmax()]
said = [
    (
        f"{len(enough)} de {len(table)} subgrupos tienen {ENOUGH} pares verdaderos o más; de los otros no se dice nada.",
        f"{len(enough)} of {len(table)} subgroups have {ENOUGH} true pairs or more; of the others nothing is said.",
    ),
    (
        f"El menor recall@1 es {worst['recall@1']:.1%} ({words(worst, 'es')}), el mayor "
        f"{best['recall@1']:.1%} ({words(best, 'es')}).",
        f"The least recall@1 is {worst['recall@1']:.1%} ({words(worst, 'en')}), the greatest "
        f"{best['recall@1']:.1%} ({words(best, 'en')}).",
    ),
]
if found.gap is None:
    said.append(
        ("No hay dos subgrupos grandes que comparar.", "There are no two large subgroups to compare.")
    )
else:
    gap = found.gap
    clear = gap.interval.low > 0
    between = {
        language: (
            dimension_in(gap.dimension, language), value_in(gap.better, language), value_in(gap.worse, language),
        )
        for language in ("es", "en")
    }  # fmt: skip
    said.append(
        (
            f"La mayor diferencia en recall@10 es de {gap.gap:.1%} ({'{}: {} frente a {}'.format(*between['es'])}), de {gap.interval.low:.1%} a "
            f"{gap.interval.high:.1%}: {'hay que buscar la causa' if clear else 'puede ser azar'}.",
            f"The widest gap in recall@10 is {gap.gap:.1%} ({'{}: {} against {}'.format(*between['en'])}), from {gap.interval.low:.1%} to "
            f"{gap.interval.high:.1%}: {'its cause must be looked for' if clear else 'it may be chance'}.",
        )
    )
result = {"es": [es for es, _ in said], "en": [en for _, en in said]}
print("\n".join(result["es"]), "\n", "\n".join(result["en"]), sep="\n")
