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
# # 3 · Bloqueo: qué se compara / Blocking: what is compared
#
# No se compara todo con todo: un par se mira si comparte una clave de alguna regla. Lo que el bloqueo pierde, ningún peso lo recupera.
# Por eso se mide lo que cuesta cada regla, lo que trae y los pares verdaderos que nadie trajo.
#
# Not everything is compared with everything: a pair is looked at if it shares a key of some rule. What blocking loses, no weight wins
# back. So it is measured what each rule costs, what it brings, and which true pairs nothing brought.

# %%
import os
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd

from tracing import Matcher, read_children, read_inquiries, read_truth
from tracing.linkage.encode import encode
from tracing.linkage.evaluation import blocking_recall, judge, lessons_of
from tracing.linkage.local import block_pairs
from tracing.linkage.plot import headed, offline
from tracing.linkage.plot.look import FOR, INK, dress, values

FOLDER = Path(os.environ.get("TRACING_SAMPLES", "../data/samples"))
offline()
children, inquiries = read_children(FOLDER / "children.csv"), read_inquiries(FOLDER / "inquiries.csv")
truth = read_truth(FOLDER / "truth.csv")
matcher = Matcher.load("default")

# %% [markdown]
# ## Las reglas / The rules
#
# Una regla es un producto de partes: `surname + given + birth_year` pide las tres. `at_least` deja fuera claves que dicen poco: «Juan
# Hernández» solo no es clave, «Eulalia Ixcoy» sí.
#
# A rule is a product of parts: `surname + given + birth_year` asks for all three. `at_least` leaves out keys that say little: "Juan
# Hernández" alone is no key, "Eulalia Ixcoy" is one.

# %%
rules = matcher.file.blocking
headed(
    pd.DataFrame(
        [(rule.name, " + ".join(rule.parts), rule.at_least) for rule in rules],
        columns=["rule", "keys", "at least, bits"],
    )
)

# %% [markdown]
# ## Lo que cuesta y lo que trae cada una / What each costs and brings
#
# Pares que trae, los que solo ella trae, y exhaustividad: parte de los pares verdaderos que trae.
#
# Pairs it brings, those that it alone brings, and recall: share of the true pairs that it brings.

# %%
chunks = list(block_pairs(matcher.file, encode(matcher.file, children, inquiries)))
found = pd.DataFrame(
    {
        "child_id": children.frame["record_id"].to_numpy()[np.concatenate([c.left for c in chunks])],
        "inquiry_id": inquiries.frame["record_id"].to_numpy()[np.concatenate([c.right for c in chunks])],
        "rules": np.concatenate([c.rules for c in chunks]),
    }
)
is_true = pd.MultiIndex.from_frame(found[["child_id", "inquiry_id"]]).isin(
    pd.MultiIndex.from_frame(truth[["child_id", "inquiry_id"]])
)
costs = []
for number, rule in enumerate(rules):
    bit = np.uint64(1) << np.uint64(number)
    brought = (found["rules"].to_numpy() & bit) > 0
    alone = found["rules"].to_numpy() == bit
    costs.append(
        (
            rule.name,
            int(brought.sum()),
            int(alone.sum()),
            (brought & is_true).sum() / len(truth),
            int((alone & is_true).sum()),
        )
    )
cost = pd.DataFrame(costs, columns=["rule", "pairs", "only it", "recall", "true, only it"]).sort_values(
    "recall", ascending=False
)
headed(cost.round(3))

# %%
bars = alt.Chart(values(cost.assign(text=cost["pairs"].map("{:,}".format)))).encode(
    x=alt.X("recall:Q", title="pares verdaderos que trae / true pairs it brings", axis=alt.Axis(format="%")),
    y=alt.Y("rule:N", title=None, sort=cost["rule"].tolist()),
)
dress(
    (
        bars.mark_bar(color=FOR) + bars.mark_text(align="left", dx=4, color=INK).encode(text="text:N")
    ).properties(width=400),
    "Las reglas / The rules",
    ["Cifras: pares que cuesta / numbers: pairs it costs"],
)

# %% [markdown]
# ## Lo que todas juntas hallan / What all of them find together
#
# Con la verdad se cuenta; sin ella se estima, como se estiman los peces de un estanque con dos redes. En datos reales solo hay lo segundo.
#
# With truth it is counted; without it, estimated, as fish in a pond are with two nets. Real data have only the latter.

# %%
recall = blocking_recall(matcher.file, children, inquiries, truth, resamples=50)
counts = pd.DataFrame(
    {"recall": [recall.true, recall.pooled]}, index=["contado / counted", "estimado / estimated"]
)
headed(counts.assign(**{"compared": recall.compared, "of all": f"{1 - recall.reduction_ratio:.2%}"}).round(3))

# %% [markdown]
# ## Los pares perdidos / The pairs that were lost

# %%
links = matcher.link(children, inquiries)
judged = judge(links.to_pandas(), truth)
lessons = lessons_of(judged, matcher.file, children, inquiries, worst=6)
KIND = {"missed": "perdido / missed", "low": "entre los de menor peso / among the lightest"}
headed(
    pd.DataFrame(
        [
            (KIND[x.kind], x.explanation.child_id, x.explanation.inquiry_id, x.explanation.weight, f"{x.said.es} / {x.said.en}")
            for x in lessons.true
        ],
        columns=["kind", "child_id", "inquiry_id", "weight", "reason"],
    ).round(1)
)  # fmt: skip

# %% [markdown]
# ## En palabras / In words

# %%
best, dear = cost.iloc[0], cost.loc[cost["pairs"].idxmax()]
idle = cost[cost["true, only it"] == 0]["rule"].tolist()
said = [
    (
        f"Se comparan {recall.compared:,} pares, {1 - recall.reduction_ratio:.2%} de todos, y entre ellos está {recall.true:.1%} de los verdaderos.",
        f"{recall.compared:,} pairs are compared, {1 - recall.reduction_ratio:.2%} of all, and {recall.true:.1%} of the true ones are among them.",
    ),
    (
        f"Sin verdad se habría estimado {recall.pooled:.1%}.",
        f"Without truth {recall.pooled:.1%} would have been estimated.",
    ),
    (
        f"La regla que más halla es «{best['rule']}» ({best['recall']:.0%}); la que más pares cuesta, «{dear['rule']}» ({dear['pairs']:,}).",
        f"The rule that finds most is “{best['rule']}” ({best['recall']:.0%}); the one that costs most pairs is “{dear['rule']}” ({dear['pairs']:,}).",
    ),
    (
        f"{len(idle)} de {len(cost)} reglas no traen aquí ningún par verdadero que otra no traiga; en otros datos pueden hacer falta.",
        f"{len(idle)} of {len(cost)} rules bring no true pair here that no other brings; other data may need them.",
    ),
    (
        f"De {len(truth)} pares verdaderos, el bloqueo perdió {lessons.lost_in_blocking}; por peso o por lugar se perdieron "
        f"{lessons.lost_in_ranking}.",
        f"Of {len(truth)} true pairs, blocking lost {lessons.lost_in_blocking}; {lessons.lost_in_ranking} were lost by weight or rank.",
    ),
]
result = {"es": [es for es, _ in said], "en": [en for _, en in said]}
print("\n".join(result["es"]), "\n", "\n".join(result["en"]), sep="\n")
