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
# # 5 · Entrenar: sin etiquetas y con decisiones / Train: without labels, and with decisions
#
# El comparador que viene con el programa es lo que se cree de antemano. EM aprende de los propios registros sin que nadie diga qué par es
# verdadero; las decisiones de las personas lo corrigen. Nada se sobrescribe: sale otro archivo.
#
# The shipped matcher is what is believed beforehand. EM learns from one's own records without anybody saying which pair is true; people's
# decisions correct it. Nothing is overwritten: another file comes out.
#
# Aquí se aprende de registros inventados en el momento y se mide en otros (`TRACING_SAMPLES`), que el entrenamiento no vio.
#
# Here one learns from records invented on the spot and measures on others (`TRACING_SAMPLES`) that training hasn't seen.

# %%
import os
import tempfile
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd

from tracing import Matcher, evaluate, read_children, read_inquiries, read_truth
from tracing.linkage.plot import headed, offline
from tracing.linkage.plot.levels import levels_data
from tracing.linkage.plot.look import AGAINST, FAINT, FOR, INK, dress, values
from tracing.linkage.training import train
from tracing.samples import generate

LANG = "es"  # or "en"
FOLDER = Path(os.environ.get("TRACING_SAMPLES", "../data/samples"))
offline()
shipped = Matcher.load("default")
with tempfile.TemporaryDirectory() as folder:
    generate(600, 400, 5, Path(folder))
    children, inquiries = (
        read_children(Path(folder) / "children.csv"),
        read_inquiries(Path(folder) / "inquiries.csv"),
    )
    truth = read_truth(Path(folder) / "truth.csv")
others = read_children(FOLDER / "children.csv"), read_inquiries(FOLDER / "inquiries.csv")
others_truth = read_truth(FOLDER / "truth.csv")

# %% [markdown]
# ## Sin etiquetas / Without labels

# %%
by_em = train(shipped.file, children, inquiries)
said_of_itself = by_em.matcher.provenance
KEYS = ("method", "candidate_pairs", "iterations", "starts_agree", "estimated_quality")
headed(pd.DataFrame({"key in the file": KEYS, "value": [str(said_of_itself[key]) for key in KEYS]}))

# %% [markdown]
# ## Lo que cambió / What changed
#
# Cada punto es un nivel: lo que pesaba y lo que pesa. Los rombos con número son los que más cambiaron, abajo en palabras.
#
# Each dot is a level: what it weighed and what it weighs. Diamonds with a number are those that changed most, in words below.

# %%
before, after = (levels_data(file, lang=LANG) for file in (shipped.file, by_em.matcher))
moved = before[["title", "text", "bits"]].assign(
    trained=after["bits"], moved=(after["bits"] - before["bits"]).abs()
)
moved["place"] = moved["moved"].rank(ascending=False, method="first").astype(int)
moved["most"] = moved["place"] <= 6
moved["label"] = moved["title"] + ": " + moved["text"]
line = alt.Chart(values(pd.DataFrame({"bits": [-10.0, 14.0], "trained": [-10.0, 14.0]}))).mark_line(
    color=FAINT, strokeDash=[5, 4]
)
dots = alt.Chart(values(moved)).encode(
    x=alt.X("bits:Q", title="como vino, bits / as shipped, bits"),
    y=alt.Y("trained:Q", title="entrenado, bits / trained, bits"),
)
plain = (
    dots.transform_filter("!datum.most")
    .mark_point(filled=True, color=FOR, size=40, opacity=0.7)
    .encode(tooltip=["label:N"])
)
most = dots.transform_filter("datum.most").mark_point(
    filled=True, shape="diamond", color=AGAINST, size=110, opacity=1
)
words = (
    dots.transform_filter("datum.most")
    .mark_text(align="left", dx=8, fontSize=11, color=INK)
    .encode(text="place:N")
)
dress(
    alt.layer(line.encode(x="bits:Q", y="trained:Q"), plain, most, words).properties(width=430, height=380),
    "Antes y después / Before and after",
)

# %%
most_moved = moved[moved["most"]].set_index("place").sort_index()[["label", "bits", "trained"]]
headed(most_moved.rename(columns={"bits": "as shipped"}).round(1))

# %% [markdown]
# ## Con decisiones / With decisions
#
# Las personas ven primero lo mejor, así que lo decidido no es una muestra cualquiera: cada par decidido cuenta por los de su estrato de
# lugar y peso. Aquí deciden sobre los tres primeros de cada solicitud, y aciertan.
#
# People look at the best first, so what is decided is no fair sample: each decided pair counts for those of its stratum of rank and weight.
# Here they decide on the first three of each inquiry, and are right.

# %%
ranked = shipped.link(children, inquiries, top=3).to_pandas()
right = pd.MultiIndex.from_frame(ranked[["child_id", "inquiry_id"]]).isin(
    pd.MultiIndex.from_frame(truth[["child_id", "inquiry_id"]])
)
decisions = ranked[["child_id", "inquiry_id"]].assign(
    decision=np.where(right, "possible", "not_this_child"), when=""
)
by_decisions = train(shipped.file, children, inquiries, decisions=decisions)
DECIDED = {"possible": "puede ser / may be the child", "not_this_child": "no es / not this child"}
headed(decisions["decision"].map(DECIDED).value_counts().rename("pairs").reset_index())

# %% [markdown]
# ## En registros que nadie vio / On records that nobody saw

# %%
figures = {}
for name, file in (("shipped", shipped.file), ("EM", by_em.matcher), ("decisions", by_decisions.matcher)):
    found = evaluate(Matcher(file).link(*others).to_pandas(), others_truth)
    figures[name] = {
        "best F1": found.best.f1, "F1 of strong": found.strong.f1, "recall@10": found.recall_at[10],
        "calibration error": found.calibration_error, "strong from, bits": file.strong,
    }  # fmt: skip
compared = pd.DataFrame(figures).T
NAMES = {
    "shipped": ("como vino", "as shipped"),
    "EM": ("entrenado sin etiquetas", "trained without labels"),
    "decisions": ("con decisiones", "with decisions"),
}
headed(compared.rename(index=lambda name: " / ".join(NAMES[name])).rename_axis("matcher").round(3))

# %% [markdown]
# ## En palabras / In words

# %%
changed = moved.loc[moved["moved"].idxmax()]
label = {
    lang: "{title}: {text}".format(**levels_data(shipped.file, lang=lang).loc[moved["moved"].idxmax()])
    for lang in ("es", "en")
}
best = compared["best F1"].idxmax()
said = [
    (
        f"Sin etiquetas, EM espera {said_of_itself['expected_pairs']['child']:,} pares de la misma niña o niño; en verdad son {len(truth):,}.",
        f"Without labels EM expects {said_of_itself['expected_pairs']['child']:,} pairs of the same child; in truth there are {len(truth):,}.",
    ),
    (
        f"El nivel que más cambió es «{label['es']}»: de {changed['bits']:+.1f} a {changed['trained']:+.1f} bits.",
        f"The level that changed most is “{label['en']}”: from {changed['bits']:+.1f} to {changed['trained']:+.1f} bits.",
    ),
    (
        f"Con {len(decisions):,} decisiones, el mejor F1 en registros no vistos es {compared.loc['decisions', 'best F1']:.3f}; "
        f"sin ellas {compared.loc['EM', 'best F1']:.3f}, y como vino {compared.loc['shipped', 'best F1']:.3f}.",
        f"With {len(decisions):,} decisions the best F1 on unseen records is {compared.loc['decisions', 'best F1']:.3f}; "
        f"without them {compared.loc['EM', 'best F1']:.3f}, and as shipped {compared.loc['shipped', 'best F1']:.3f}.",
    ),
    (
        f"En esta muestra queda primero «{NAMES[best][0]}». Con {len(others_truth)} pares verdaderos, diferencias de pocas centésimas pueden ser azar.",
        f"On this sample “{NAMES[best][1]}” comes first. With {len(others_truth)} true pairs, differences of a few hundredths may be chance.",
    ),
]
result = {"es": [es for es, _ in said], "en": [en for _, en in said]}
print("\n".join(result["es"]), "\n", "\n".join(result["en"]), sep="\n")
