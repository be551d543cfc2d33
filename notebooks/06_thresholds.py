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
# # 6 · Umbrales y trabajo / Thresholds and work
#
# ¿Desde qué peso se mira un par? Más abajo se hallan más niñas y niños y se revisan más pares falsos. La decisión es de la institución;
# aquí está lo que cuesta.
#
# From which weight on is a pair looked at? Further down more children are found and more false pairs are reviewed. The decision is the
# agency's; here is what it costs.

# %%
import os
from pathlib import Path

import numpy as np

from tracing import Matcher, evaluate, read_children, read_inquiries, read_truth
from tracing.linkage.evaluation import families_of, judge
from tracing.linkage.plot import headed, interactive, offline
from tracing.linkage.plot.precision_recall import precision_recall
from tracing.linkage.plot.workload import workload_data
from tracing.linkage.training import find_threshold

LANG = "es"  # or "en"
PER_DAY = 40  # pairs that an officer reviews in a day
MOST_FALSE = 5.0  # of a hundred
FOLDER = Path(os.environ.get("TRACING_SAMPLES", "../data/samples"))
offline()
children, inquiries = read_children(FOLDER / "children.csv"), read_inquiries(FOLDER / "inquiries.csv")
truth = read_truth(FOLDER / "truth.csv")
matcher = Matcher.load("default")
links = matcher.link(children, inquiries)

# %% [markdown]
# ## Precisión y exhaustividad / Precision and recall

# %%
found = evaluate(links.to_pandas(), truth, inquiries=inquiries, resamples=200)
precision_recall(
    found, LANG
)  # or: links.plot.precision_recall(truth, inquiries=inquiries, resamples=200, lang=LANG)

# %% [markdown]
# ## ¿Se puede creer la probabilidad? / Can the probability be believed?
#
# Si no hay verdad, los falsos esperados salen de las probabilidades: por eso importa que estén calibradas.
#
# Where there is no truth, expected false links come from the probabilities: hence it matters that they are calibrated.

# %%
links.plot.calibration(truth, lang=LANG)

# %% [markdown]
# ## Lo que cuesta un umbral / What a threshold costs
#
# Mueva el umbral y los pares por día. La gráfica trae todo lo que necesita: funciona sin red.
#
# Move the threshold and the pairs in a day. The chart carries all it needs: it works without network.

# %%
chart = links.plot.workload(truth, per_day=PER_DAY, lang=LANG)
interactive(chart)

# %%
chart  # the same as a picture, for paper

# %% [markdown]
# ## El umbral para pocos falsos / The threshold for few false links

# %%
judged = judge(links.to_pandas(), truth)
family = families_of(list(judged.inquiries), truth, inquiries)
threshold = find_threshold(
    judged.weight, judged.true.astype(float), np.ones(len(judged.weight)), judged.link_inquiry, family[judged.link_inquiry], MOST_FALSE
)  # fmt: skip
table = workload_data(judged.weight, judged.probability, judged.true)
CALLED = {
    "expected_false": "false expected", "expected_per_100": "false expected of 100", "per_100": "false of 100",
}  # fmt: skip
headed(table[table["threshold"] % 2 == 0].rename(columns=CALLED).round(2))

# %% [markdown]
# ## En palabras / In words

# %%
strong = links.frame["weight"] >= matcher.file.strong
expected = float((1 - links.frame.loc[strong, "probability"]).mean() * 100) if strong.any() else 0.0
low, high = found.intervals["recall@10"]
said = [
    (
        f"Entre los diez primeros está la niña o el niño en {found.recall_at[10]:.1%} de las solicitudes que tienen alguno ({low:.1%}–{high:.1%}).",
        f"The child is among the first ten in {found.recall_at[10]:.1%} of the inquiries that have one ({low:.1%}–{high:.1%}).",
    ),
    (
        f"Desde el umbral «fuerte» ({matcher.file.strong:.1f} bits) hay {int(strong.sum())} pares, {strong.sum() / PER_DAY:.1f} días-persona, y se "
        f"esperan {expected:.1f} falsos de cada 100.",
        f"From the threshold “strong” ({matcher.file.strong:.1f} bits) there are {int(strong.sum())} pairs, {strong.sum() / PER_DAY:.1f} "
        f"officer-days, and {expected:.1f} false ones of 100 are expected.",
    ),
    (
        f"El error de calibración es {found.calibration_error:.3f}.",
        f"The calibration error is {found.calibration_error:.3f}.",
    ),
]
if threshold.weight is not None:
    said.append(
        (
            f"Para a lo sumo {MOST_FALSE:g} falsos de cada 100 basta un peso de {threshold.weight:.1f} bits "
            f"({threshold.interval[0]:.1f}–{threshold.interval[1]:.1f}): {threshold.links} pares y {threshold.found:.0%} de los verdaderos enlazados.",
            f"For at most {MOST_FALSE:g} false of 100 a weight of {threshold.weight:.1f} bits is enough "
            f"({threshold.interval[0]:.1f}–{threshold.interval[1]:.1f}): {threshold.links} pairs and {threshold.found:.0%} of the true ones linked.",
        )
    )
result = {"es": [es for es, _ in said], "en": [en for _, en in said]}
print("\n".join(result["es"]), "\n", "\n".join(result["en"]), sep="\n")
