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
# # 1 · Mirar los datos / Look at the data
#
# Antes de enlazar hay que saber qué hay: qué falta, qué dice «no se sabe» con palabras, cuán largos son los nombres, qué edades se
# redondean y cuántos nacieron, según el papel, un 1 de enero. Todo por institución: cada una escribe a su manera.
#
# Before linking one must know what is there: what is missing, what says "not known" in words, how long names are, which ages are
# rounded, and how many were born, on paper, on 1 January. All by agency: each writes in its own way.
#
# `TRACING_SAMPLES` names a folder with `children.csv` and `inquiries.csv`; without it invented ones are read (`data/samples`).

# %%
import os
from datetime import date
from pathlib import Path

import altair as alt
import pandas as pd

from tracing import read_children, read_inquiries
from tracing.linkage.plot import headed, offline
from tracing.linkage.plot.look import FOR, INK, dress, values
from tracing.standardise.placeholders import is_placeholder
from tracing.standardise.record import birth_of, rows_of

FOLDER = Path(os.environ.get("TRACING_SAMPLES", "../data/samples"))
offline()
children, inquiries = read_children(FOLDER / "children.csv"), read_inquiries(FOLDER / "inquiries.csv")
SIDES = {"children": "encontrados / found", "inquiries": "solicitudes / inquiries"}
both = pd.concat(
    [children.frame.assign(side="children"), inquiries.frame.assign(side="inquiries")], ignore_index=True
)
both["agency"] = both["agency"].fillna("?")
headed(both.groupby([both["side"].map(SIDES), "agency"]).size().rename("records").reset_index())

# %% [markdown]
# ## Qué falta / What is missing
#
# Una celda vacía no dice nada; tampoco una que dice «DESCONOCIDO» o «FNU». Aquí se cuentan juntas, y aparte las segundas.
#
# An empty cell says nothing; nor does one that says "DESCONOCIDO" or "FNU". Here both are counted, and the latter by themselves too.

# %%
COLUMNS = [
    "given_names", "first_surname", "second_surname", "full_name", "sex", "birth_date", "age", "origin_country", "origin_admin1",
    "origin_admin2", "origin_locality", "origin_text", "mother_name", "father_name", "phones", "documents", "languages", "marks",
]  # fmt: skip


def placeholder(cell: object) -> bool:
    """Whether a cell has words for "not known"."""
    return isinstance(cell, str) and is_placeholder(cell)


words = both[COLUMNS].map(placeholder)
silent = both[COLUMNS].isna() | words
missing = (
    silent.groupby([both["side"], both["agency"]])
    .mean()
    .melt(ignore_index=False, var_name="column", value_name="share")
)
missing = missing.reset_index()
missing["who"] = missing["agency"] + " · " + missing["side"].map(SIDES)
missing["text"] = missing["share"].map("{:.0%}".format)
grid = alt.Chart(values(missing)).encode(
    x=alt.X("who:N", title=None, axis=alt.Axis(labelAngle=-40)), y=alt.Y("column:N", title=None, sort=COLUMNS)
)
shades = grid.mark_rect().encode(
    color=alt.Color(
        "share:Q", scale=alt.Scale(range=["#FFFFFF", FOR], domain=[0, 1], interpolate="rgb"), legend=None
    )
)
numbers = grid.mark_text(fontSize=11).encode(
    text="text:N", color=alt.condition("datum.share > 0.85", alt.value("white"), alt.value(INK))
)
dress(
    (shades + numbers).properties(width=420, height=24 * len(COLUMNS)),
    "Sin dato / Not known",
    ["% de registros / of records"],
)

# %%
said_unknown = words.groupby(both["agency"]).sum().sum(axis=1).sort_values(ascending=False)
headed(said_unknown.rename("cells that say not known").reset_index())

# %% [markdown]
# ## Los nombres / The names
#
# Dos apellidos, uno, o todo en una celda; mayúsculas; nombres cortados por el largo del campo.
#
# Two surnames, one, or all in one cell; capitals; names cut by the width of the field.

# %%
written = both[["given_names", "first_surname", "second_surname", "full_name"]].where(~words)
whole = written.apply(lambda row: " ".join(cell for cell in row if isinstance(cell, str)), axis=1)
names = pd.DataFrame(
    {
        "agency": both["agency"],
        "words": whole.str.split().str.len(),
        "letters": whole.str.len(),
        "second surname": written["second_surname"].notna(),
        "one cell": written["full_name"].notna(),
        "capitals": whole.str.isupper(),
    }
)
by_agency = names.groupby("agency").agg(
    **{
        "records": ("words", "size"), "words": ("words", "mean"), "letters at most": ("letters", "max"),
        "second surname": ("second surname", "mean"), "in one cell": ("one cell", "mean"), "in capitals": ("capitals", "mean"),
    }
)  # fmt: skip
headed(by_agency.round(2))

# %% [markdown]
# ## Edades redondeadas / Heaped ages
#
# Quien no sabe la edad dice 10, 12 o 15; quien quiere ser menor de edad dice 17. Un año con muchos más que sus vecinos es una señal.
#
# Who doesn't know an age says 10, 12 or 15; who wants to be a minor says 17. A year with far more than its neighbours is a sign.

# %%
ages = both["age"].str.extract(r"^(\d{1,2})$")[0].dropna().astype(int)
counts = ages.value_counts().reindex(range(18), fill_value=0).sort_index()
neighbours = (counts.shift(1) + counts.shift(-1)) / 2
heaped = (counts / neighbours).where(neighbours >= 2).dropna()
bars = alt.Chart(values(counts.rename("records").rename_axis("age").reset_index())).mark_bar(color=FOR)
dress(
    bars.encode(x=alt.X("age:O", title="edad / age", axis=alt.Axis(labelAngle=0)), y=alt.Y("records:Q", title="registros / records"))
    .properties(width=430, height=170),
    "Edades declaradas / Stated ages",
)  # fmt: skip

# %%
HEAPS = (10, 12, 15)
stated = ages.groupby(both["agency"].loc[ages.index])
heaps = pd.DataFrame(
    {
        "ages stated": stated.size(),
        "10, 12 or 15": stated.agg(lambda some: some.isin(HEAPS).mean()),
        "17 years": stated.agg(lambda some: (some == 17).mean()),
        "most often": stated.agg(lambda some: some.mode().iloc[0]),
    }
)
headed(heaps.round(2))

# %% [markdown]
# ## Nacidos un 1 de enero / Born on 1 January
#
# Donde no se sabe el día se escribe 1 de enero. De cada 365 debería ser uno.
#
# Where the day isn't known 1 January is written. It should be one in 365.

# %%
today = date.today()
born = [
    (
        row["agency"] or "?",
        (birth.earliest.month, birth.earliest.day) == (1, 1) or "imputed_day" in birth.flags,
    )
    for side in (children, inquiries)
    for row in rows_of(side)
    if row["birth_date"]
    and (birth := birth_of(row, today)) is not None
    and ("imputed_day" in birth.flags or birth.precision == "day")
]
first = (
    pd.DataFrame(born, columns=["agency", "first"]).groupby("agency")["first"].agg(["size", "sum", "mean"])
)
headed(first.rename(columns={"size": "dates", "sum": "1 January", "mean": "share"}).round(3))

# %% [markdown]
# ## En palabras / In words

# %%
sizes = both.groupby(["side", "agency"]).size()
mothers = missing[missing["column"] == "mother_name"].set_index(["side", "agency"])["share"]
mothers = mothers[sizes[mothers.index] >= 10]  # of fewer nothing is said
side, emptiest = mothers.idxmax()
where = {"children": ("niñas y niños", "children"), "inquiries": ("solicitudes", "inquiries")}[side]
most_capitals = by_agency["in capitals"].idxmax()
january = first.loc[first["mean"].idxmax()]
all_january = first["sum"].sum() / first["size"].sum()
said = [
    (
        f"Hay {len(children):,} niñas y niños encontrados y {len(inquiries):,} solicitudes, de {both['agency'].nunique()} instituciones.",
        f"There are {len(children):,} children found and {len(inquiries):,} inquiries, of {both['agency'].nunique()} agencies.",
    ),
    (
        f"El nombre de la madre falta más en {emptiest} ({where[0]}): {mothers.max():.0%}.",
        f"The mother's name is missing most at {emptiest} ({where[1]}): {mothers.max():.0%}.",
    ),
    (
        f"{int(words.to_numpy().sum())} celdas dicen «no se sabe» con palabras; cuentan como vacías.",
        f"{int(words.to_numpy().sum())} cells say “not known” in words; they count as empty.",
    ),
    (
        f"{most_capitals} escribe en mayúsculas {by_agency.loc[most_capitals, 'in capitals']:.0%} de los nombres.",
        f"{most_capitals} writes {by_agency.loc[most_capitals, 'in capitals']:.0%} of the names in capitals.",
    ),
    (
        f"De las fechas de nacimiento completas, {all_january:.1%} son del 1 de enero; se espera 0.3 %. La mayor proporción es de "
        f"{january.name}: {january['mean']:.1%} de {january['size']:.0f}.",
        f"Of complete birth dates {all_january:.1%} are of 1 January; 0.3 % is expected. The largest share is that of "
        f"{january.name}: {january['mean']:.1%} of {january['size']:.0f}.",
    ),
]
enough = heaps[heaps["ages stated"] >= 10]["10, 12 or 15"]
if len(enough):
    said.append(
        (
            f"De las edades declaradas, {ages.isin(HEAPS).mean():.0%} son 10, 12 o 15; donde más, en {enough.idxmax()}: {enough.max():.0%}.",
            f"Of the stated ages {ages.isin(HEAPS).mean():.0%} are 10, 12 or 15; most at {enough.idxmax()}: {enough.max():.0%}.",
        )
    )
if len(heaped):
    said.append(
        (
            f"La edad de {heaped.idxmax()} años se declara {heaped.max():.1f} veces lo que sus vecinas.",
            f"The age of {heaped.idxmax()} is stated {heaped.max():.1f} times as often as its neighbours.",
        )
    )
result = {"es": [es for es, _ in said], "en": [en for _, en in said]}
print("\n".join(result["es"]), "\n", "\n".join(result["en"]), sep="\n")
