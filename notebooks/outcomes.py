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
# # Resultados de los que se puede aprender / Outcomes to learn from
#
# Lee las tablas publicadas (CSV) que da el servicio y muestra de dónde vienen las niñas y los niños, cuánto tarda el camino hasta la
# reunificación y por qué se cierran los casos. Las celdas ocultas se quedan ocultas: faltan, no son cero.
#
# Reads the published tables (CSV) that the service gives out, and shows where children come from, how long the way to reunification
# takes, and why cases are closed. Hidden cells stay hidden: they are missing, not zero.
#
# `TRACING_STATISTICS` names a folder with a folder for each period (`2026-01/origin.csv`, `2026-01/agencies.csv`); without it invented
# ones are read (`data/samples/statistics`).

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from tracing.casework.acts import GROUNDS, ActKind

try:
    here = Path(__file__).resolve().parent
except NameError:  # in a notebook's kernel
    here = Path.cwd()
FOLDER = Path(os.environ.get("TRACING_STATISTICS") or here.parent / "data" / "samples" / "statistics")


def read(table: str) -> pd.DataFrame:
    """Return a table of all periods; months, quarters and years stand in `period`."""
    files = sorted(FOLDER.glob(f"*/{table}.csv"))
    if not files:
        raise SystemExit(f"{FOLDER}: no */{table}.csv; name a folder in TRACING_STATISTICS")
    parts = [
        pd.read_csv(file, dtype=str, keep_default_na=False).assign(period=file.parent.name) for file in files
    ]
    found = pd.concat(parts, ignore_index=True)
    numbers = [name for name in found if name == "count" or name.startswith("days_")]
    return found.assign(**{name: pd.to_numeric(found[name]) for name in numbers})


origin, agencies = read("origin"), read("agencies")
months = sorted(p for p in origin["period"].unique() if len(p) == 7 and "Q" not in p)
latest = max(origin["period"].unique(), key=lambda p: (len(p) == 4, "Q" in p, p))
"The last year there is, else the last quarter, else the last month."

# %% [markdown]
# ## De dónde vienen / Where they come from
#
# Un departamento con muchas niñas y niños encontrados es un lugar donde hacen falta campañas y programas; uno con muchas solicitudes y pocos
# encontrados, uno donde la búsqueda todavía no llega.
#
# A department from which many children were found is one where campaigns and programmes are needed; one with many inquiries and few
# found is one that the search doesn't reach yet.

# %%
places = origin[
    (origin["sex"] == "")
    & (origin["age"] == "")
    & (origin["municipality"] == "")
    & (origin["status"] == "shown")
]
departments = places[(places["department"] != "") & (places["period"] == latest)]
ranked = departments.pivot_table(
    index=["country", "department_name"], columns="measure", values="count", aggfunc="sum"
)
ranked = ranked.reindex(columns=["found", "sought"]).sort_values("found", ascending=False)

figure, axes = plt.subplots(figsize=(8, 4))
shown = ranked["found"].dropna().head(12)
axes.barh(
    [f"{name} ({country})" for country, name in shown.index][::-1], shown.to_numpy()[::-1], color="#35618f"
)
axes.set_xlabel(f"Encontrados / found, {latest}")
axes.set_title("Departamentos de origen / Departments of origin")
figure.tight_layout()

# %% [markdown]
# ## Edades / Ages

# %%
ages = origin[
    (origin["measure"] == "found") & (origin["sex"] == "") & (origin["department"] == "") & (origin["age"] != "")
    & (origin["status"] == "shown") & (origin["period"] == latest)
]  # fmt: skip
by_age = ages.pivot_table(index="age", columns="country", values="count", aggfunc="sum")
by_age

# %% [markdown]
# ## Por mes / By month

# %%
countries = places[
    (places["measure"] == "found") & (places["department"] == "") & places["period"].isin(months)
]
by_month = countries.pivot_table(index="period", columns="country", values="count", aggfunc="sum").reindex(
    months
)
figure, axes = plt.subplots(figsize=(8, 3.5))
for country in by_month:
    axes.plot(months, by_month[country], marker="o", label=country)
axes.set_ylabel("Encontrados / found")
if len(by_month.columns):
    axes.legend()
figure.tight_layout()

# %% [markdown]
# ## Cuánto tarda / How long it takes
#
# Días desde la solicitud: cuartiles de grupos de diez o más, en semanas enteras.
#
# Days since the inquiry: quartiles of groups of ten or more, in whole weeks.

# %%
STEPS = {
    "matched": "coincidencia / match",
    "verified": "verificación / verification",
    "reunified": "reunificación / reunification",
}
times = agencies[
    agencies["measure"].isin(STEPS) & agencies["days_half"].notna() & (agencies["period"] == latest)
]
overall = times[(times["agency_country"] == "") & (times["agency_kind"] == "")].set_index("measure")

figure, axes = plt.subplots(figsize=(8, 2.5))
for place, step in enumerate(name for name in STEPS if name in overall.index):
    low, half, high = overall.loc[step, ["days_quarter", "days_half", "days_three_quarters"]]
    axes.plot([low, high], [place, place], color="#35618f", linewidth=6, alpha=0.4)
    axes.plot([half], [place], "o", color="#35618f")
axes.set_yticks(range(len(overall)), [text for name, text in STEPS.items() if name in overall.index])
axes.set_xlabel("días / days")
figure.tight_layout()

# %%
by_agency = times[(times["agency_kind"] != "") & (times["measure"] == "reunified")]
by_agency[["agency_country", "agency_kind", "count", "days_quarter", "days_half", "days_three_quarters"]]

# %% [markdown]
# ## Por qué se cierran / Why cases are closed

# %%
closed = agencies[
    (agencies["measure"] == "closed") & (agencies["agency_country"] == "") & (agencies["agency_kind"] == "")
    & (agencies["ground"] != "") & (agencies["period"] == latest)
].sort_values("count", ascending=False)  # fmt: skip
GROUND = {ground.code: ground for ground in GROUNDS[ActKind.CLOSE]}
"As the list of codes says it; a ground that this version of the program doesn't know stands by its code."
said = closed["ground"].map(lambda code: f"{GROUND[code].es} / {GROUND[code].en}" if code in GROUND else code)
closed.assign(ground=said)[["ground", "count"]]

# %% [markdown]
# ## En palabras / In words

# %%
result = {"es": [], "en": []}


def say(es: str, en: str) -> None:
    """Add a sentence of the result."""
    result["es"].append(es)
    result["en"].append(en)


top = ranked["found"].dropna().head(3)
if len(top):
    names = ", ".join(f"{name} ({country}, {count:.0f})" for (country, name), count in top.items())
    say(
        f"En {latest}, los departamentos con más niñas y niños encontrados fueron {names}: ahí empiezan las campañas.",
        f"In {latest} most children found were from {names}: that is where campaigns begin.",
    )
unreached = ranked[ranked["sought"].notna() & ranked["found"].isna()]
if len(unreached):
    names = ", ".join(f"{name} ({country})" for country, name in unreached.index[:3])
    say(
        f"Se busca a muchos de {names} y se muestran pocos encontrados: hay que preguntar por qué.",
        f"Many from {names} are sought and few are shown as found: it is to be asked why.",
    )
if "reunified" in overall.index:
    half, high = overall.loc["reunified", ["days_half", "days_three_quarters"]]
    say(
        f"La mitad de las reunificaciones tomó hasta {half:.0f} días desde la solicitud, y tres cuartas partes hasta {high:.0f}.",
        f"Half of the reunifications took up to {half:.0f} days since the inquiry, and three quarters up to {high:.0f}.",
    )
if {"verified", "reunified"} <= set(overall.index):
    apart = overall.loc["reunified", "days_half"] - overall.loc["verified", "days_half"]
    say(
        f"Entre las medianas de la verificación y de la reunificación hay {apart:.0f} días.",
        f"The medians of verification and reunification are {apart:.0f} days apart.",
    )
if len(closed):
    code, count = closed.iloc[0][["ground", "count"]]
    es, en = (GROUND[code].es, GROUND[code].en) if code in GROUND else (code, code)
    say(
        f"El motivo de cierre más frecuente fue «{es}» ({count:.0f}).",
        f"The most frequent ground of closing was “{en}” ({count:.0f}).",
    )
if not result["es"]:
    say("Todo está oculto: son muy pocos.", "All is hidden: there are too few.")
print("\n".join(result["es"]), "\n", "\n".join(result["en"]), sep="\n")
