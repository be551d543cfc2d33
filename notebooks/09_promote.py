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

from tracing import Matcher, read_children, read_inquiries, read_truth
from tracing.linkage.evaluation.compare import compare_links
from tracing.linkage.evaluation.gate import MARGIN, Named, gate, report_of
from tracing.linkage.evaluation.moved import moved_pairs
from tracing.linkage.explain import BAND_TEXTS
from tracing.linkage.matcher import load_matcher, write_matcher
from tracing.linkage.plot import headed, offline
from tracing.linkage.training import train
from tracing.samples import generate

LANG = "es"  # or "en"
RESAMPLES = 100
FOLDER = Path(os.environ.get("TRACING_SAMPLES", "../data/samples"))
offline()
in_use = Matcher.load("default")
children, inquiries = read_children(FOLDER / "children.csv"), read_inquiries(FOLDER / "inquiries.csv")
truth = read_truth(FOLDER / "truth.csv")

# %% [markdown]
# ## La regla, antes de mirar / The rule, before looking
#
# El F1 de la banda fuerte, recall@1 y recall@10 no pueden bajar más de `MARGIN`, ni de todos los pares ni de ningún subgrupo; de uno muy
# pequeño, solo cuenta si todo el intervalo queda por debajo. Quien lo promueve a pesar de eso firma con una razón.
#
# The F1 of the band strong, recall@1 and recall@10 may not fall by more than `MARGIN`, of all pairs nor of any subgroup; of a very small
# one, it counts only if the whole interval lies below. Who promotes it all the same signs with a reason.

# %%
MARGIN

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
learnt = candidate.file.provenance
KEYS = ("method", "from", "children", "inquiries", "seed", "estimated_quality")
headed(pd.DataFrame({"key in the file": KEYS, "value": [str(learnt[key]) for key in KEYS]}))

# %% [markdown]
# ## Las dos en los mismos registros / Both on the same records
#
# La diferencia va con su intervalo, por pares y por familias: lo que es difícil para las dos no cuenta.
#
# The difference comes with its interval, paired by family: what is hard for both doesn't count.

# %%
links = in_use.link(children, inquiries), candidate.link(children, inquiries)
before, after = (found.to_pandas() for found in links)
compared = compare_links(before, after, truth, children, inquiries, resamples=RESAMPLES)
overall = pd.DataFrame(
    [(d.figure, d.before, d.after, d.change, *(d.interval or (None, None))) for d in compared.overall],
    columns=["figure", "in use", "candidate", "change", "low", "high"],
).set_index("figure")
headed(overall.round(3))

# %%
named = [Named(m.file.name, m.file.version, m.file.digest) for m in (in_use, candidate)]
report = report_of(named[0], named[1], compared, (len(children), len(inquiries)), RESAMPLES, 0)
found = gate(report)
headed(pd.DataFrame({"gets worse": [worse.sentence(LANG) for worse in found.worse] or ["–"]}))

# %% [markdown]
# ## Qué pares se mueven, y por qué / Which pairs move, and why
#
# No solo cuántos: un par que deja de ser fuerte es un expediente que alguien quizá ya lee.
#
# Not only how many: a pair that is strong no longer is a file that somebody may be reading already.

# %%
WHY = {
    "true_up": "verdadero, sube / true, moves up", "true_down": "verdadero, baja / true, moves down",
    "false_up": "falso, pasa a fuerte / false, becomes strong", "false_down": "falso, deja de ser fuerte / false, no longer strong",
}  # fmt: skip


def both(text) -> str:
    """Say a text in Spanish and English."""
    return f"{text.es} / {text.en}"


moved = moved_pairs((in_use.file, candidate.file), (before, after), truth, children, inquiries, most=3)
headed(
    pd.DataFrame(
        [
            (
                WHY[m.why], m.child_id, m.inquiry_id, both(BAND_TEXTS[m.band_before]), both(BAND_TEXTS[m.band_after]),
                m.weight_before, m.weight_after, both(m.parts[0].title) if m.parts else "–",
            )
            for m in moved.pairs
        ],
        columns=["what moved", "child_id", "inquiry_id", "band", "new band", "bits", "new bits", "most by"],
    ).round(1)
)  # fmt: skip

# %%
pair = (
    (moved.pairs[0].child_id, moved.pairs[0].inquiry_id)
    if moved.pairs
    else tuple(after.iloc[0][["child_id", "inquiry_id"]])
)
links[0].plot.waterfall(*pair, lang=LANG)

# %%
links[1].plot.waterfall(*pair, lang=LANG)

# %% [markdown]
# ## Ponerlo en uso / Put it into use
#
# ```sh
# tracing compare default candidate.toml --children C --inquiries I --truth T --report report.json
# tracing matcher promote candidate.toml used.toml --report report.json --signed-by NAME
# tracing matchers promote 2 --report report.json            # in the service, or POST /v1/matchers/2/promotion
# ```
#
# Promueve quien administra. Lo decidido por las personas queda como está: solo cambian las propuestas. Volver atrás es promover el anterior.
#
# An administrator promotes. What people decided stays as it is: only proposals change. Going back is promoting the one before.

# %% [markdown]
# ## En palabras / In words

# %%
f1 = overall.loc["f1"]
counts = moved.counts
said = [
    (
        f"La candidata es un archivo de {lines} líneas, aprendido de {learnt['children']} y {learnt['inquiries']} registros que no son estos.",
        f"The candidate is a file of {lines} lines, learnt from {learnt['children']} and {learnt['inquiries']} records that aren't these.",
    ),
    (
        f"El mejor F1 pasa de {f1['in use']:.3f} a {f1['candidate']:.3f}; la diferencia está entre {f1['low']:+.3f} y {f1['high']:+.3f}.",
        f"The best F1 goes from {f1['in use']:.3f} to {f1['candidate']:.3f}; the difference lies between {f1['low']:+.3f} and {f1['high']:+.3f}.",
    ),
    (
        f"De {len(truth)} pares verdaderos suben {counts['true_up']} y bajan {counts['true_down']}; de los falsos, {counts['false_up']} entran en la "
        f"banda fuerte y {counts['false_down']} salen de ella.",
        f"Of {len(truth)} true pairs {counts['true_up']} move up and {counts['true_down']} down; of the false ones {counts['false_up']} enter the "
        f"band strong and {counts['false_down']} leave it.",
    ),
    (
        f"Nada empeora más de lo permitido: se puede proponer; en {len(found.unsure)} cifras de subgrupos muy pequeños puede ser azar."
        if not found.worse
        else f"No se promueve sin una razón firmada: empeora en {len(found.worse)} cifras.",
        f"Nothing gets worse by more than is allowed: it may be proposed; {len(found.unsure)} figures of very small subgroups may be chance."
        if not found.worse
        else f"It isn't promoted without a signed reason: {len(found.worse)} figures get worse.",
    ),
]
result = {"es": [es for es, _ in said], "en": [en for _, en in said]}
print("\n".join(result["es"]), "\n", "\n".join(result["en"]), sep="\n")
