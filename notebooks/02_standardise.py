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
# # 2 · Estandarizar y ver qué se entendió / Standardise and see what was understood
#
# Lo escrito queda como está; al lado se pone lo que se entendió. Donde hay dos lecturas posibles se guardan las dos.
#
# What was written stays as it is; beside it stands what was understood. Where two readings are possible both are kept.

# %%
import os
from collections import Counter
from pathlib import Path

import altair as alt
import pandas as pd

from tracing import read_children, read_inquiries
from tracing.linkage.plot import headed, offline
from tracing.linkage.plot.look import FOR, INK, dress, values
from tracing.standardise.doubts import doubts
from tracing.standardise.record import profiles
from tracing.standardise.understood import understood

FOLDER = Path(os.environ.get("TRACING_SAMPLES", "../data/samples"))
offline()
children, inquiries = read_children(FOLDER / "children.csv"), read_inquiries(FOLDER / "inquiries.csv")
known = [profile for side in (children, inquiries) for profile in profiles(side)]
table = pd.DataFrame([understood(profile) for profile in known])

# %% [markdown]
# ## Lo escrito y lo entendido / Written and understood

# %%
raw = pd.concat([children.frame, inquiries.frame], ignore_index=True)
beside = pd.DataFrame(
    {
        "written": raw[["given_names", "first_surname", "second_surname", "full_name"]].apply(
            lambda row: " · ".join(cell for cell in row if isinstance(cell, str)), axis=1
        ),
        "name": table["name"],
        "other readings": table["other_readings"],
        "birth written": raw["birth_date"].fillna(raw["age"]),
        "birth": table["birth"],
        "origin": table["origin"],
    }
)
headed(beside[beside["other readings"].notna()].head(8))

# %%
headed(beside[beside["birth"].str.contains("/", na=False)].head(5)[["birth written", "birth"]])

# %% [markdown]
# ## Hasta dónde se entendió / How far it was understood

# %%
LEVELS = [
    "país / country",
    "departamento / department",
    "municipio / municipality",
    "municipio / municipality",
    "aldea / village",
]


def place(profile) -> str:
    """How exactly the origin is known."""
    if profile.origin.places:
        return LEVELS[min(profile.origin.places[0].level, len(LEVELS) - 1)]
    return LEVELS[0] if profile.origin.countries else "nada / nothing"


def name(profile) -> str:
    """How many ways there are to read the name."""
    count = 0 if profile.name is None else len(profile.name.readings)
    return (
        ("nada / nothing", "una lectura / one reading")[count]
        if count < 2
        else "varias lecturas / several readings"
    )


def birth(profile) -> str:
    """How exactly the birth is known."""
    words = {"day": "día / day", "month": "mes / month", "year": "año / year", "age": "edad / age"}
    return (
        "nada / nothing"
        if profile.birth is None
        else words.get(profile.birth.precision, "estimada / estimated")
    )


def document(profile) -> str:
    """The best check digit of the documents."""
    checks = {d.check for d in profile.documents}
    if not checks:
        return "nada / nothing"
    return (
        "verificador correcto / check digit right"
        if "ok" in checks
        else "sin comprobar o mal / unchecked or wrong"
    )


fields = {
    "nombre / name": name,
    "nacimiento / birth": birth,
    "origen / origin": place,
    "documento / document": document,
}
counted = pd.DataFrame(
    [
        (field, level, count / len(known))
        for field, of in fields.items()
        for level, count in Counter(map(of, known)).most_common()
    ],
    columns=["field", "level", "share"],
)
panels = []
for field, part in counted.groupby("field", sort=False):
    base = alt.Chart(values(part.assign(text=part["share"].map("{:.0%}".format)))).encode(
        x=alt.X("share:Q", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("level:N", title=None, sort=part["level"].tolist()),
    )
    labels = base.mark_text(align="left", dx=4, color=INK).encode(text="text:N")
    panels.append(
        (base.mark_bar(color=FOR) + labels).properties(width=330, height=24 * len(part), title=field)
    )
dress(alt.vconcat(*panels), "Hasta dónde se entendió / How far it was understood")

# %% [markdown]
# ## Dudas que se pueden aclarar / Doubts that can be mended
#
# Ninguna duda excluye un registro. Dice a la institución qué mirar y cómo escribirlo mejor, con las palabras de `tracing check`.
#
# No doubt keeps a record out. It tells the agency what to look at and how to write it better, in the words of `tracing check`.

# %%
remarks = pd.DataFrame(
    [(r.column, r.reason, r.mend) for side in (children, inquiries) for r in doubts(side)],
    columns=["column", "reason", "mend"],
)
headed(remarks.value_counts().rename("rows").reset_index().head(12))

# %% [markdown]
# ## En palabras / In words

# %%
several = sum(name(p).startswith("varias") for p in known)
to_the_day = sum(p.birth is not None and p.birth.precision == "day" for p in known)
two_orders = sum(p.birth is not None and len(p.birth.alternatives) > 1 for p in known)
placed = sum(bool(p.origin.places) and p.origin.places[0].level >= 2 for p in known)
most = remarks["column"].value_counts()
said = [
    (
        f"De {len(known):,} registros, {several / len(known):.0%} tienen un nombre que se puede leer de varias maneras; se comparan todas.",
        f"Of {len(known):,} records {several / len(known):.0%} have a name that can be read in several ways; all of them are compared.",
    ),
    (
        f"El nacimiento se conoce al día en {to_the_day / len(known):.0%}; en {two_orders} de ellos día y mes pueden estar al revés.",
        f"Birth is known to the day in {to_the_day / len(known):.0%}; in {two_orders} of them day and month may be the other way round.",
    ),
    (
        f"El origen se conoce al menos hasta el municipio en {placed / len(known):.0%}.",
        f"Origin is known at least to the municipality in {placed / len(known):.0%}.",
    ),
]
if len(most):
    said.append(
        (
            f"La columna con más dudas es {most.index[0]}: {most.iloc[0]}.",
            f"The column with most doubts is {most.index[0]}: {most.iloc[0]}.",
        )
    )
result = {"es": [es for es, _ in said], "en": [en for _, en in said]}
print("\n".join(result["es"]), "\n", "\n".join(result["en"]), sep="\n")
