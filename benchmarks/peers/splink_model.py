"""The model of the Splink peer: columns, comparisons, blocking rules and training. Why it is so: README.md."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.blocking_rule_library import CustomRule

SEED = 7

SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in [
            "unique_id",
            "given",
            "given_1",
            "surname_1",
            "surname_2",
            "surnames",
            "given_key",
            "surname_1_key",
            "surname_2_key",
            "sex",
            "birth_date",
            "country",
            "department",
            "municipality",
            "mother",
            "mother_given",
            "mother_surname",
            "father",
            "father_given",
            "father_surname",
        ]
    ]
    + [(name, pa.int32()) for name in ("birth_low", "birth_high", "given_count")]
    + [("birth_years", pa.list_(pa.int32()))]
    + [
        (name, pa.list_(pa.string()))
        for name in ("given_keys", "mother_tokens", "father_tokens", "contacts", "siblings")
    ]
)


def _level(sql: str, label: str, frequency_of: str | None = None, own_u: bool = False) -> Any:
    """A level; its frequency is held against the exact level's u, or (`own_u`) against its own."""
    level = cll.CustomLevel(sql, label)
    if not frequency_of:
        return level
    return level.configure(tf_adjustment_column=frequency_of, disable_tf_exact_match_detection=own_u)


def _null(*columns: str) -> Any:
    return cll.CustomLevel(
        " OR ".join(f"{c}_l IS NULL OR {c}_r IS NULL" for c in columns), "not known"
    ).configure(is_null_level=True)


def _given() -> Any:
    whole = "jaro_winkler_similarity(given_l, given_r)"
    first = "jaro_winkler_similarity(given_1_l, given_1_r)"
    short = "least(given_count_l, given_count_r) = 1"
    common = "len(list_intersect(given_keys_l, given_keys_r)) > 0"
    return cl.CustomComparison(
        output_column_name="given",
        comparison_levels=[
            _null("given"),
            cll.ExactMatchLevel("given", term_frequency_adjustments=True),
            _level(
                f"given_1_l = given_1_r AND {short}", "first name, one has no other", "given_1", own_u=True
            ),
            _level(f"{whole} >= 0.92", "Jaro-Winkler 0.92"),
            _level(f"given_key_l = given_key_r AND {short}", "first name sounds alike, one has no other"),
            _level(f"{common} AND {short}", "the only name is one of the other's, or its short form"),
            _level(f"{common} AND {whole} >= 0.8", "a name in common, the rest alike"),
            _level(common, "a name in common, the rest not"),
            _level(f"{whole} >= 0.88 OR {first} >= 0.88", "Jaro-Winkler 0.88"),
            _level(f"{whole} >= 0.7", "Jaro-Winkler 0.7"),
            cll.ElseLevel(),
        ],
    )


def _first_surname() -> Any:
    jw = "jaro_winkler_similarity(surname_1_l, surname_1_r)"
    return cl.CustomComparison(
        output_column_name="surname_1",
        comparison_levels=[
            _null("surname_1"),
            cll.ExactMatchLevel("surname_1", term_frequency_adjustments=True),
            _level(
                "surname_1_key_l = surname_1_key_r OR surnames_l = surnames_r",
                "sounds alike or run together",
                "surname_1",
            ),
            _level(f"{jw} >= 0.92", "Jaro-Winkler 0.92"),
            _level("surname_1_l = surname_2_r OR surname_2_l = surname_1_r", "in the other column"),
            _level(f"{jw} >= 0.88", "Jaro-Winkler 0.88"),
            _level(f"{jw} >= 0.7", "Jaro-Winkler 0.7"),
            cll.ElseLevel(),
        ],
    )


def _second_surname() -> Any:
    jw = "jaro_winkler_similarity(surname_2_l, surname_2_r)"
    return cl.CustomComparison(
        output_column_name="surname_2",
        comparison_levels=[
            _null("surname_2"),
            cll.ExactMatchLevel("surname_2", term_frequency_adjustments=True),
            _level("surname_2_key_l = surname_2_key_r", "sounds alike", "surname_2"),
            _level("surname_1_l = surname_2_r AND surname_2_l = surname_1_r", "swapped"),
            _level(f"{jw} >= 0.92", "Jaro-Winkler 0.92"),
            _level(f"{jw} >= 0.88", "Jaro-Winkler 0.88"),
            _level(f"{jw} >= 0.7", "Jaro-Winkler 0.7"),
            cll.ElseLevel(),
        ],
    )


def _birth() -> Any:
    gap = "greatest(birth_low_l, birth_low_r) - least(birth_high_l, birth_high_r)"
    turned = "substr(birth_date_l, 6, 2) = substr(birth_date_r, 9, 2)"
    turned += " AND substr(birth_date_l, 9, 2) = substr(birth_date_r, 6, 2)"
    return cl.CustomComparison(
        output_column_name="birth",
        comparison_levels=[
            _null("birth_low"),
            cll.ExactMatchLevel("birth_date"),
            _level("damerau_levenshtein(birth_date_l, birth_date_r) <= 1", "one edit"),
            _level(f"substr(birth_date_l, 1, 4) = substr(birth_date_r, 1, 4) AND {turned}", "day and month"),
            _level(
                f"({gap}) <= 31 AND birth_date_l IS NOT NULL AND birth_date_r IS NOT NULL", "within a month"
            ),
            _level(f"({gap}) <= 0", "intervals meet"),
            _level(f"({gap}) <= 366", "within a year"),
            _level(f"({gap}) <= 913", "within two years and a half"),
            # EM on a few thousand pairs drives a rare level's m to zero; the weights chart shows it, so it is set.
            cll.ElseLevel().configure(m_probability=0.01, fix_m_probability=True),
        ],
    )


def _place() -> Any:
    jw = "jaro_winkler_similarity(municipality_l, municipality_r)"
    return cl.CustomComparison(
        output_column_name="place",
        comparison_levels=[
            cll.CustomLevel(
                "coalesce(department_l, country_l) IS NULL OR coalesce(department_r, country_r) IS NULL",
                "not known",
            ).configure(is_null_level=True),
            _level(
                "municipality_l = municipality_r AND department_l = department_r",
                "same municipality",
                "municipality",
                own_u=True,
            ),
            _level(f"{jw} >= 0.9", "municipality Jaro-Winkler 0.9"),
            _level(
                "department_l = department_r AND (municipality_l IS NULL OR municipality_r IS NULL)",
                "same department, no municipality",
            ),
            _level("department_l = department_r", "same department"),
            _level("country_l = country_r", "same country"),
            cll.ElseLevel(),
        ],
    )


def _parent(role: str) -> Any:
    jw = f"jaro_winkler_similarity({role}_l, {role}_r)"
    first = f"jaro_winkler_similarity({role}_given_l, {role}_given_r)"
    common = f"len(list_intersect({role}_tokens_l, {role}_tokens_r))"
    return cl.CustomComparison(
        output_column_name=role,
        comparison_levels=[
            _null(role),
            cll.ExactMatchLevel(role, term_frequency_adjustments=True),
            _level(f"{common} >= 3", "three names in common"),
            _level(f"{jw} >= 0.92", "Jaro-Winkler 0.92"),
            _level(f"{first} >= 0.9 AND {common} >= 2", "given name and one more"),
            _level(f"{first} >= 0.9 AND {jw} >= 0.8", "given name alike, Jaro-Winkler 0.8"),
            _level(f"{common} >= 1", "one name in common"),
            cll.ElseLevel(),
        ],
    )


def _contact() -> Any:
    return cl.CustomComparison(
        output_column_name="contact",
        comparison_levels=[
            cll.CustomLevel("len(contacts_l) = 0 OR len(contacts_r) = 0", "not known").configure(
                is_null_level=True
            ),
            _level("len(list_intersect(contacts_l, contacts_r)) > 0", "same telephone or document"),
            cll.ElseLevel(),
        ],
    )


def _surnames() -> Any:
    """Both surnames in one comparison: two apart count the same family twice."""
    first = "jaro_winkler_similarity(surname_1_l, surname_1_r)"
    second = "jaro_winkler_similarity(surname_2_l, surname_2_r)"
    single = "(surname_2_l IS NULL OR surname_2_r IS NULL)"
    first_alike = f"(surname_1_key_l = surname_1_key_r OR {first} >= 0.9)"
    second_alike = f"(surname_2_key_l = surname_2_key_r OR {second} >= 0.9)"
    crossed = "(surname_1_l = surname_2_r OR surname_2_l = surname_1_r)"
    return cl.CustomComparison(
        output_column_name="surnames",
        comparison_levels=[
            _null("surname_1"),
            _level("surname_1_l = surname_1_r AND surname_2_l = surname_2_r", "both"),
            cll.ExactMatchLevel("surnames", term_frequency_adjustments=True),
            _level(f"{first_alike} AND {second_alike}", "both alike"),
            _level(f"surname_1_l = surname_1_r AND {single}", "first, no second", "surname_1", own_u=True),
            _level(f"({first_alike} OR surnames_l = surnames_r) AND {single}", "first alike, no second"),
            _level("surname_1_l = surname_2_r AND surname_2_l = surname_1_r", "swapped"),
            _level(f"{crossed} AND {single}", "the only one, in the other column"),
            _level(first_alike, "first alike, second not"),
            _level(second_alike, "second alike, first not"),
            _level(crossed, "crossed"),
            _level(
                f"{first} >= 0.8 OR jaro_winkler_similarity(surnames_l, surnames_r) >= 0.88", "somewhat alike"
            ),
            cll.ElseLevel(),
        ],
    )


def _alike(role: str) -> tuple[str, str]:
    """SQL of "very probably the same parent" and "some name in common"."""
    whole = f"jaro_winkler_similarity({role}_l, {role}_r)"
    first = f"jaro_winkler_similarity({role}_given_l, {role}_given_r)"
    common = f"len(list_intersect({role}_tokens_l, {role}_tokens_r))"
    strong = f"({common} >= 3 OR {whole} >= 0.92 OR ({first} >= 0.9 AND {common} >= 2))"
    return strong, f"({first} >= 0.9 OR {common} >= 1)"


def _home() -> Any:
    """Parents, telephone, document and place in one comparison: siblings agree on all of them at once."""
    mother, mother_weak = _alike("mother")
    father, father_weak = _alike("father")
    contact = "len(list_intersect(contacts_l, contacts_r)) > 0"
    kin = f"({mother} OR {father} OR {contact})"
    weak = f"({mother_weak} OR {father_weak})"
    no_kin = "((mother_l IS NULL OR mother_r IS NULL) AND (father_l IS NULL OR father_r IS NULL))"
    department = "department_l = department_r"
    town = f"municipality_l = municipality_r AND {department}"
    no_place = "(coalesce(department_l, country_l) IS NULL OR coalesce(department_r, country_r) IS NULL)"
    return cl.CustomComparison(
        output_column_name="home",
        comparison_levels=[
            cll.CustomLevel(f"{no_kin} AND NOT ({contact}) AND {no_place}", "not known").configure(
                is_null_level=True
            ),
            _level(f"{kin} AND {town}", "kin and municipality"),
            _level(f"{kin} AND {department}", "kin and department"),
            _level(f"{kin} AND {no_place}", "kin, place not known"),
            _level(kin, "kin, other place"),
            _level(f"{town} AND {no_kin}", "municipality, kin not known"),
            _level(f"{department} AND {no_kin}", "department, kin not known"),
            _level(f"country_l = country_r AND {no_kin}", "country, kin not known"),
            _level(no_kin, "other country, kin not known").configure(
                m_probability=0.002, fix_m_probability=True
            ),
            _level(f"{weak} AND {department}", "some name in common, department"),
            _level(weak, "some name in common"),
            cll.ElseLevel(),
        ],
    )


def comparisons(form: str) -> list[Any]:
    """`merged`: facts of one family in one comparison each (the better one). `nine`: the textbook way."""
    if form == "merged":
        return [_given(), _surnames(), _birth(), cl.ExactMatch("sex"), _home()]
    parts = [_given(), _first_surname(), _second_surname(), _birth(), cl.ExactMatch("sex"), _place()]
    return [*parts, _parent("mother"), _parent("father"), _contact()]


def blocking_rules(exploding: bool = True) -> list[Any]:
    """Eight rules; without `exploding` the two on lists are written as conditions, for single queries."""
    rules = [
        block_on("given_key", "surname_1_key"),
        block_on("given_key", "surname_2_key"),
        block_on("surname_1_key", "surname_2_key", "sex"),
        block_on("birth_date"),
        block_on("mother_given", "mother_surname"),
    ]
    if exploding:
        return [
            *rules,
            block_on("surname_1_key", "birth_years", arrays_to_explode=["birth_years"]),
            block_on("given_key", "birth_years", arrays_to_explode=["birth_years"]),
            block_on("contacts", arrays_to_explode=["contacts"]),
        ]
    same_year = "list_has_any(l.birth_years, r.birth_years)"
    return [
        *rules,
        CustomRule(f"l.surname_1_key = r.surname_1_key AND {same_year}"),
        CustomRule(f"l.given_key = r.given_key AND {same_year}"),
        CustomRule("list_has_any(l.contacts, r.contacts)"),
    ]


def settings(form: str) -> SettingsCreator:
    """The whole model before training."""
    return SettingsCreator(
        link_type="link_only",
        comparisons=comparisons(form),
        blocking_rules_to_generate_predictions=blocking_rules(),
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
        max_iterations=50,
    )


def train(linker: Linker) -> None:
    """Prior from deterministic rules, u by random sampling, m by EM over four blocks of mostly true pairs."""
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [
            block_on("given_1", "surname_1", "birth_date"),
            block_on("given_1", "surname_1", "mother"),
            block_on("given_1", "surname_1", "surname_2", "municipality"),
            block_on("given_1", "birth_date", "mother_given"),
        ],
        recall=0.6,
    )
    training.estimate_u_using_random_sampling(max_pairs=5e6, seed=SEED)
    for rule in (
        block_on("given_key", "birth_date"),
        block_on("surname_1_key", "birth_date"),
        block_on("given_key", "surname_1_key", "mother_given", "mother_surname"),
        block_on("given_key", "surname_1_key", "surname_2_key", "municipality"),
    ):
        training.estimate_parameters_using_expectation_maximisation(rule)
