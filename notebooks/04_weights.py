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
# # 4 · Comparaciones y pesos / Comparisons and weights
#
# Cada comparación llega a un nivel, y cada nivel pesa log2(m/u) bits: cuánto más a menudo lo alcanzan dos registros de la misma niña o
# niño que dos sin relación. La suma es el peso, y cada número se puede mostrar.
#
# Each comparison reaches a level, and each level weighs log2(m/u) bits: how much more often two records of the same child reach it than
# two of unrelated ones. The sum is the weight, and every number can be shown.

# %%
import os
from pathlib import Path

from tracing import Matcher, read_children, read_inquiries, read_truth
from tracing.linkage.plot import headed, offline
from tracing.linkage.plot.frequencies import frequencies_data
from tracing.linkage.plot.levels import levels_data
from tracing.linkage.plot.waterfall import waterfall_data

LANG = "es"  # or "en"
FOLDER = Path(os.environ.get("TRACING_SAMPLES", "../data/samples"))
offline()
children, inquiries = read_children(FOLDER / "children.csv"), read_inquiries(FOLDER / "inquiries.csv")
truth = read_truth(FOLDER / "truth.csv")
matcher = Matcher.load("default")
links = matcher.link(children, inquiries)

# %% [markdown]
# ## Lo que el comparador cree de cada nivel / What the matcher believes of each level

# %%
matcher.plot.levels("given_names", "birth", lang=LANG)

# %%
levels = levels_data(matcher.file, lang=LANG)
strongest = levels.loc[levels.groupby("comparison")["bits"].idxmax()].sort_values("bits", ascending=False)
headed(strongest[["title", "text", "m", "u", "bits"]].head(10))

# %% [markdown]
# ## Por qué un par pesa lo que pesa / Why a pair weighs what it weighs
#
# Primero el mejor par de la primera solicitud; después uno en que coincide la familia y no la niña o el niño: pista de un hermano o una
# hermana, que se muestra y no se une.
#
# First the best pair of the first inquiry; then one in which the family agrees and the child doesn't: a lead to a brother or sister,
# which is shown and never merged.

# %%
table = links.to_pandas()
best = table[table["rank"] == 1].sort_values("weight").iloc[-1]
links.plot.waterfall(best["child_id"], best["inquiry_id"], lang=LANG)

# %%
siblings = table[table["kinship"] == "possible_sibling"].sort_values("weight", ascending=False)
lead = siblings.iloc[0] if len(siblings) else table.iloc[-1]
links.plot.waterfall(lead["child_id"], lead["inquiry_id"], lang=LANG)

# %%
steps = waterfall_data(links.explain(best["child_id"], best["inquiry_id"]), LANG)
assert steps["bits"].sum() == best["weight"]  # to the last bit
headed(steps[["title", "sentence", "bits", "end"]].rename(columns={"end": "sum"}))

# %% [markdown]
# ## Un nombre raro dice más / A rare name says more
#
# Coincidir en López dice poco en todas partes; en Caal, poco en Alta Verapaz (GT-16) y mucho fuera.
#
# Agreeing on López says little anywhere; on Caal, little in Alta Verapaz (GT-16) and much elsewhere.

# %%
matcher.plot.frequencies(lang=LANG)

# %%
matcher.plot.frequencies(kind="given", lang=LANG)

# %% [markdown]
# ## Los pesos de todos / The weights of all

# %%
links.plot.weights(truth, lang=LANG)

# %% [markdown]
# ## En palabras / In words

# %%
explained = links.explain(best["child_id"], best["inquiry_id"])
top = max(explained.parts, key=lambda part: part.bits)
caal = frequencies_data(matcher.file, ["Caal"], "surname", ["GT", "GT-16"]).set_index("region")["weight"]
heavy = {
    lang: "{title}: {text}".format(**levels_data(matcher.file, lang=lang).loc[strongest.index[0]])
    for lang in ("es", "en")
}
strong = (table["band"] == "strong").sum()
said = [
    (
        f"El mejor par pesa {explained.weight:+.1f} bits; lo que más dice es «{top.title.es}: {top.sentence.es}» ({top.bits:+.1f}).",
        f"The best pair weighs {explained.weight:+.1f} bits; what says most is “{top.title.en}: {top.sentence.en}” ({top.bits:+.1f}).",
    ),
    (
        f"El nivel que más pesa de todos es «{heavy['es']}»: {strongest.iloc[0]['bits']:+.1f} bits.",
        f"The level that weighs most of all is “{heavy['en']}”: {strongest.iloc[0]['bits']:+.1f} bits.",
    ),
    (
        f"Coincidir solo en Caal pesa {caal['GT']:+.1f} bits en Guatemala y {caal['GT-16']:+.1f} en Alta Verapaz.",
        f"Agreeing on Caal alone weighs {caal['GT']:+.1f} bits in Guatemala and {caal['GT-16']:+.1f} in Alta Verapaz.",
    ),
    (
        f"{strong} de {len(table)} enlaces están en la banda «fuerte»; {len(siblings)} son pistas de hermanos.",
        f"{strong} of {len(table)} links are in the band “strong”; {len(siblings)} are leads to siblings.",
    ),
]
result = {"es": [es for es, _ in said], "en": [en for _, en in said]}
print("\n".join(result["es"]), "\n", "\n".join(result["en"]), sep="\n")
