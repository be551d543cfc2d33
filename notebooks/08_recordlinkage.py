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
# # 8 · Lo mismo con el Python Record Linkage Toolkit / The same with the Python Record Linkage Toolkit
#
# Tres maneras, lado a lado: la caja de herramientas sola, la misma con las reglas de este programa en dos líneas, y este programa.
#
# Three ways, side by side: the toolkit alone, the same with this program's rules in two lines, and this program.

# %%
import os
import warnings
from pathlib import Path

import pandas as pd
import recordlinkage
from recordlinkage.preprocessing import clean

from tracing import Matcher, read_children, read_inquiries, read_truth
from tracing.linkage.plot import headed
from tracing.recordlinkage import BirthInterval, DomainIndex, PlaceOfOrigin, SpanishName, SurnamePair, compare

warnings.simplefilter("ignore")  # the toolkit's, of what pandas will change
FOLDER = Path(os.environ.get("TRACING_SAMPLES", "../data/samples"))
children = read_children(FOLDER / "children.csv").frame.set_index("record_id")
inquiries = read_inquiries(FOLDER / "inquiries.csv").frame.set_index("record_id")
truth = pd.MultiIndex.from_frame(read_truth(FOLDER / "truth.csv")[["child_id", "inquiry_id"]])


def figures(pairs: pd.MultiIndex, score: pd.Series) -> dict[str, float]:
    """What blocking found, and the best F1 over all thresholds."""
    ranked = score.sort_values(ascending=False)
    hits = ranked.index.isin(truth).cumsum()
    count = pd.Series(range(1, len(ranked) + 1))
    return {
        "pairs compared": len(pairs),
        "blocking finds": pairs.isin(truth).sum() / len(truth),
        "best F1": float((2 * hits / (count + len(truth))).max()),
    }


results = {}

# %% [markdown]
# ## La caja sola / The toolkit alone
#
# Como lo haría quien la conoce y no conoce estos datos: limpiar, bloquear por sonido del apellido, comparar por letras, sumar.
# Cuidado: `clean()` borra las letras con tilde si no se le dice otra cosa.
#
# As somebody would do who knows it and doesn't know these data: clean, block by the sound of the surname, compare letters, add up.
# Mind: `clean()` deletes accented letters unless told otherwise.

# %%
example = pd.Series(["Muñoz", "Peña", "José"])
headed(
    pd.DataFrame(
        {
            "written": example,
            "clean()": clean(example),
            "strip_accents": clean(example, strip_accents="unicode"),
        }
    )
)

# %%
plain = []
for frame in (children, inquiries):
    own = pd.DataFrame(index=frame.index)
    for column in ("given_names", "first_surname", "second_surname", "origin_admin1", "origin_admin2"):
        own[column] = clean(frame[column].fillna(""), strip_accents="unicode")
    own["sound"] = recordlinkage.preprocessing.phonetic(own["first_surname"], "soundex")
    own["birth_date"] = pd.to_datetime(frame["birth_date"], errors="coerce", format="%Y-%m-%d")
    plain.append(own)

indexer = recordlinkage.Index()
indexer.block("sound")
indexer.block("given_names")
plain_pairs = indexer.index(*plain)
by_letters = recordlinkage.Compare()
for column in ("given_names", "first_surname", "second_surname"):
    by_letters.string(column, column, method="jarowinkler", label=column)
by_letters.date("birth_date", "birth_date", label="birth_date")
for column in ("origin_admin1", "origin_admin2"):
    by_letters.exact(column, column, label=column)
plain_features = by_letters.compute(plain_pairs, *plain)
results["toolkit"] = figures(plain_pairs, plain_features.sum(axis=1))

# %% [markdown]
# ## Con las reglas de este programa, en dos líneas / With this program's rules, in two lines

# %%
pairs = DomainIndex().index(children, inquiries)
features = compare().compute(pairs, children, inquiries)
results["toolkit + tracing"] = figures(pairs, features.sum(axis=1))

# %% [markdown]
# Las partes también sirven por separado, al lado de las de la caja, y con columnas de otros nombres:
#
# The parts also serve one by one, beside the toolkit's own, and with columns of other names:

# %%
mixed = recordlinkage.Compare([SpanishName(), SurnamePair(), BirthInterval(), PlaceOfOrigin()])
mixed.exact("sex", "sex", label="sex")
mixed_features = mixed.compute(pairs, children, inquiries)
results["four of tracing's + sex"] = figures(pairs, mixed_features.sum(axis=1))
SpanishName({"full_name": "nombre completo"}, {"given_names": "nombres", "first_surname": "apellido"})

# %% [markdown]
# ## Este programa / This program

# %%
links = Matcher.load("default").link(
    read_children(FOLDER / "children.csv"), read_inquiries(FOLDER / "inquiries.csv")
)
table = links.to_pandas().set_index(["child_id", "inquiry_id"])
results["tracing"] = {**figures(pairs, table["weight"]), "pairs compared": links.compared}
side_by_side = pd.DataFrame(results).T
WAYS = {
    "toolkit": "la caja sola / the toolkit alone",
    "toolkit + tracing": "la caja con estas reglas / the toolkit with these rules",
    "four of tracing's + sex": "cuatro partes de aquí y el sexo / four parts from here and sex",
    "tracing": "este programa / this program",
}
headed(side_by_side.rename(index=WAYS).rename_axis("way").round(3))

# %% [markdown]
# ## En palabras / In words

# %%
alone = table[table["group_weight"] == 0].index.intersection(pairs)
same = (features.sum(axis=1)[alone] == table.loc[alone, "weight"]).all()
said = [
    (
        f"La caja sola halla al bloquear {side_by_side.loc['toolkit', 'blocking finds']:.0%} de los pares verdaderos, con las reglas de este "
        f"programa {side_by_side.loc['toolkit + tracing', 'blocking finds']:.0%}.",
        f"Blocking finds {side_by_side.loc['toolkit', 'blocking finds']:.0%} of the true pairs with the toolkit alone, "
        f"{side_by_side.loc['toolkit + tracing', 'blocking finds']:.0%} with this program's rules.",
    ),
    (
        f"El mejor F1 pasa de {side_by_side.loc['toolkit', 'best F1']:.2f} a {side_by_side.loc['toolkit + tracing', 'best F1']:.2f}.",
        f"The best F1 goes from {side_by_side.loc['toolkit', 'best F1']:.2f} to {side_by_side.loc['toolkit + tracing', 'best F1']:.2f}.",
    ),
    (
        f"Los pesos {'son' if same else 'no son'} los de este programa hasta el último bit en {len(alone)} pares; solo los compañeros de viaje, "
        "que un par no conoce, faltan en la caja.",
        f"The weights {'are' if same else 'are not'} this program's to the last bit in {len(alone)} pairs; only travelling companions, whom a "
        "pair doesn't know, are missing in the toolkit.",
    ),
    (
        "La caja sola se puede afinar mucho más de lo que se hizo aquí; lo que cuesta es saber qué afinar.",
        "The toolkit alone can be tuned far beyond what was done here; what is hard is knowing what to tune.",
    ),
]
result = {"es": [es for es, _ in said], "en": [en for _, en in said]}
print("\n".join(result["es"]), "\n", "\n".join(result["en"]), sep="\n")
