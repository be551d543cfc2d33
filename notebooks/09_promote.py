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
# # 9 · Poner en uso un comparador / Promote a matcher
#
# Un comparador nuevo entra en uso solo si en registros que no vio no es peor que el que está, por reglas escritas antes de mirar. Después
# lo promueve otra persona; el servicio arma lo nuevo al lado de lo viejo y cambia de una vez.
#
# A new matcher comes into use only if on records that it hasn't seen it is no worse than the one in use, by rules written before looking.
# Another person then promotes it; the service builds the new beside the old and switches at once.

# %%
import os
import tempfile
from pathlib import Path

import pandas as pd

from tracing import Matcher, evaluate, read_children, read_inquiries, read_truth
from tracing.linkage.evaluation import by_subgroup, families_of, judge
from tracing.linkage.matcher import load_matcher, write_matcher
from tracing.linkage.plot import offline
from tracing.linkage.training import train
from tracing.samples import generate

LANG = "es"  # or "en"
FOLDER = Path(os.environ.get("TRACING_SAMPLES", "../data/samples"))
offline()
in_use = Matcher.load("default")
children, inquiries = read_children(FOLDER / "children.csv"), read_inquiries(FOLDER / "inquiries.csv")
truth = read_truth(FOLDER / "truth.csv")

# %% [markdown]
# ## Las reglas, antes de mirar / The rules, before looking

# %%
RULES = {
    "best F1": -0.01,  # may lose so much at most
    "recall@10": -0.01,
    "calibration error": 0.01,  # may gain so much at most
    "least recall@1 of a subgroup": -0.02,
}
ENOUGH = 20  # true pairs of a subgroup; with real data rather 200

# %% [markdown]
# ## La candidata / The candidate
#
# Entrenada en otros registros, escrita a un archivo y leída de nuevo: lo que se promueve es el archivo.
#
# Trained on other records, written to a file and read again: what is promoted is the file.

# %%
with tempfile.TemporaryDirectory() as folder:
    generate(600, 400, 9, Path(folder))
    seen = [
        read(Path(folder) / f"{name}.csv")
        for read, name in ((read_children, "children"), (read_inquiries, "inquiries"))
    ]
    trained = train(in_use.file, *seen, truth=read_truth(Path(folder) / "truth.csv"))
    path = Path(folder) / "candidate.toml"
    write_matcher(trained.matcher, path)
    candidate = Matcher(load_matcher(path))
    lines = path.read_text(encoding="utf-8").count("\n")
pd.Series(
    {
        k: str(candidate.file.provenance[k])
        for k in ("method", "from", "children", "inquiries", "seed", "estimated_quality")
    }
)

# %% [markdown]
# ## Las dos en los mismos registros / Both on the same records

# %%
figures, links = {}, {}
for name, matcher in (("in use", in_use), ("candidate", candidate)):
    links[name] = matcher.link(children, inquiries)
    table = links[name].to_pandas()
    found = evaluate(table, truth)
    judged = judge(table, truth)
    family = families_of(list(judged.inquiries), judged.truth, inquiries)
    groups = [g for g in by_subgroup(judged, family, children, inquiries).groups if g.pairs >= ENOUGH]
    figures[name] = {
        "best F1": found.best.f1, "recall@10": found.recall_at[10], "calibration error": found.calibration_error,
        "least recall@1 of a subgroup": min(g.recall_at_1 for g in groups),
    }  # fmt: skip
verdict = pd.DataFrame(figures)
verdict["change"] = verdict["candidate"] - verdict["in use"]
verdict["allowed"] = pd.Series(RULES)
verdict["kept"] = [
    change >= limit if limit < 0 else change <= limit
    for change, limit in zip(verdict["change"], verdict["allowed"], strict=True)
]
verdict.round(4)

# %% [markdown]
# ## Quién cambia de banda / Who changes band
#
# No solo cuántos: un par que deja de ser fuerte es un expediente que alguien quizá ya lee.
#
# Not only how many: a pair that is strong no longer is a file that somebody may be reading already.

# %%
bands = pd.DataFrame(
    {
        name: found.to_pandas().set_index(["child_id", "inquiry_id"])["band"].astype(str)
        for name, found in links.items()
    }
)
bands = bands.fillna("—")
pd.crosstab(bands["in use"], bands["candidate"])

# %%
moved = bands[(bands["in use"] == "strong") != (bands["candidate"] == "strong")]
pair = moved.index[0] if len(moved) else bands.index[0]
links["candidate"].plot.waterfall(*pair, lang=LANG)

# %% [markdown]
# ## Ponerlo en uso / Put it into use
#
# ```sh
# tracing matchers list
# tracing compare used.toml new.toml --children … --inquiries … --truth … --report report.json
# tracing matchers promote 2 --report report.json   # or POST /v1/matchers/2/promotion
# ```
#
# El archivo se envía a `POST /v1/matchers`; promueve quien administra. Lo decidido por las personas queda como está: solo cambian las
# propuestas. Volver atrás es promover el anterior.
#
# The file is sent to `POST /v1/matchers`; an administrator promotes. What people decided stays as it is: only proposals change. Going back
# is promoting the one before.

# %% [markdown]
# ## En palabras / In words

# %%
failed = verdict.index[~verdict["kept"]].tolist()
said = [
    (
        f"La candidata es un archivo de {lines} líneas, aprendido de {candidate.file.provenance['children']} y "
        f"{candidate.file.provenance['inquiries']} registros que no son estos.",
        f"The candidate is a file of {lines} lines, learnt from {candidate.file.provenance['children']} and "
        f"{candidate.file.provenance['inquiries']} records that aren't these.",
    ),
    (
        f"El mejor F1 cambia en {verdict.loc['best F1', 'change']:+.3f} y el error de calibración en {verdict.loc['calibration error', 'change']:+.3f}.",
        f"The best F1 changes by {verdict.loc['best F1', 'change']:+.3f} and the calibration error by {verdict.loc['calibration error', 'change']:+.3f}.",
    ),
    (
        f"{len(moved)} de {len(bands)} pares entran en la banda fuerte o salen de ella.",
        f"{len(moved)} of {len(bands)} pairs enter the band strong or leave it.",
    ),
    (
        "Cumple todas las reglas: se puede proponer."
        if not failed
        else f"No se promueve: incumple {', '.join(failed)}.",
        "It keeps all the rules: it may be proposed."
        if not failed
        else f"It isn't promoted: it breaks {', '.join(failed)}.",
    ),
]
result = {"es": [es for es, _ in said], "en": [en for _, en in said]}
print("\n".join(result["es"]), "\n", "\n".join(result["en"]), sep="\n")
