"""The code lists of casework as data, in Spanish and English: what the API gives out and the pages show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracing.casework.acts import ACT_KINDS, GROUNDS, OUTCOMES
from tracing.casework.agencies import AGENCY_KINDS, SIDES
from tracing.casework.agencies import REFUSALS as AGENCY_REFUSALS
from tracing.casework.care.directory import DIRECTORY_RULES
from tracing.casework.care.institutions import ACCESSES, FUNCTIONS, INSTITUTION_KINDS
from tracing.casework.care.placements import BASES, PLACEMENT_KINDS, PLACEMENT_RULES, PLACEMENT_WARNINGS
from tracing.casework.care.shelters import ACCESSIBILITIES, SHELTER_KINDS, SHELTER_RULES
from tracing.casework.decisions import DECISION_KINDS, REASONS
from tracing.casework.decisions import LACKS as DECISION_LACKS
from tracing.casework.disclosure import (
    AUDIENCES,
    CONTACT_YOUR_AGENCY,
    NOTHING,
    SEARCH_CONTINUES,
    SEARCH_ENDED,
)
from tracing.casework.forms.faults import FORM_FAULTS
from tracing.casework.hold_kinds import FLAG_KINDS, HOLD_KINDS
from tracing.casework.holds import LIFTING_LACKS
from tracing.casework.law.ages import LAWS_OF, TREATED
from tracing.casework.law.entering import LAW_LACKS
from tracing.casework.law.entries import CHECKS, ENTRY_STATES
from tracing.casework.law.rules import RULES, UNITS
from tracing.casework.majority import AGES
from tracing.casework.missing import LACKS
from tracing.casework.registration.definitions import CARE_STATUSES, COMPANY, DEFINITION_LACKS, KNOWN_BY
from tracing.casework.registration.lacking import REGISTRATION_LACKS
from tracing.casework.reminders import REMINDED_OF
from tracing.casework.repatriation.checklist import ITEM_STATES
from tracing.casework.repatriation.lacks import RETURN_LACKS
from tracing.casework.repatriation.parties import PARTIES, WAITS
from tracing.casework.repatriation.steps import CHECKS as IDENTITY_CHECKS
from tracing.casework.repatriation.steps import FINDINGS, METHODS, SIGNERS, STEPS, TOPICS, WAYS
from tracing.casework.retention import DUES, STORED
from tracing.casework.review import REFUSALS, REVIEW_STATES
from tracing.casework.rights.complaints import (
    COMPLAINANTS,
    COMPLAINT_RULES,
    COMPLAINT_STATES,
    COMPLAINT_STEPS,
    COMPLAINT_SUBJECTS,
)
from tracing.casework.rights.consent import (
    BANDS,
    CAPACITIES,
    FORMS_OF_CONSENT,
    OFFICER_CONSENTS,
    SCOPES_OF_CONSENT,
    STATEMENTS,
)
from tracing.casework.rights.heard import CHANGES
from tracing.casework.rights.interests import FACTORS, INTERESTS_FAULTS, INTERESTS_KINDS
from tracing.casework.rights.views import ANSWERS, PRESENT, QUESTIONS, VIEWS_FAULTS
from tracing.casework.rights.views import WAYS as VIEWS_WAYS
from tracing.casework.roles import ROLES, SCOPES, TASKS
from tracing.casework.sets.kin import KIN_BASES, KIN_LACKS, RELATIONS, STANDINGS
from tracing.casework.sets.same import SAME_ACTS, SAME_LACKS, SAME_REASONS
from tracing.casework.sharing.agreements import AGREEMENT_FAULTS, AGREEMENT_STANDINGS, SHARE_PURPOSES
from tracing.casework.sharing.consular import CONSULAR_FAULTS, WISHES
from tracing.casework.sharing.firewall import SHARE_BASES, STOPS
from tracing.casework.sharing.matrix import CATEGORIES
from tracing.casework.states import STATES
from tracing.casework.statistics.measures import AGE_BANDS, MEASURES, SEXES
from tracing.casework.statistics.periods import PERIOD_LACKS
from tracing.casework.trafficking.concern_kinds import CONCERN_KINDS
from tracing.casework.trafficking.concern_kinds import RULES as CONCERN_RULES
from tracing.casework.trafficking.concerns import CONCERN_LACKS
from tracing.casework.trafficking.referral import REFERRAL_LACKS
from tracing.casework.trafficking.referral_codes import (
    RECIPIENTS,
    REFERRAL_BASES,
    REFERRAL_DEADLINES,
    REFERRAL_OUTCOMES,
    SHARED_PARTS,
    URGENCIES,
)
from tracing.casework.trafficking.shielding import SHIELD_LACKS
from tracing.casework.training.courses import COURSE_LACKS, COURSES, LESSONS
from tracing.casework.training.scoring import TRUTHS
from tracing.casework.urgency import PARTS
from tracing.casework.visibility import PURPOSES, SHOWS
from tracing.casework.vocabulary.change_kinds import CHANGE_KINDS
from tracing.casework.warnings import WARNINGS
from tracing.casework.wording import Sentence

__all__ = ["CODE_LISTS"]


CODE_LISTS: Final[Mapping[str, tuple[Sentence, ...]]] = {
    "agency_kinds": tuple(AGENCY_KINDS.values()),
    "sides": tuple(SIDES.values()),
    "roles": tuple(ROLES.values()),
    "tasks": tuple(TASKS.values()),
    "scopes": tuple(SCOPES.values()),
    "shows": tuple(SHOWS.values()),
    "purposes": tuple(PURPOSES.values()),
    "decision_kinds": tuple(DECISION_KINDS.values()),
    **{f"reasons_{kind}": reasons for kind, reasons in REASONS.items()},
    "review_states": tuple(REVIEW_STATES.values()),
    "states": tuple(STATES.values()),
    "act_kinds": tuple(ACT_KINDS.values()),
    "outcomes": tuple(OUTCOMES.values()),
    **{f"grounds_{kind}": grounds for kind, grounds in GROUNDS.items()},
    "missing": tuple(LACKS.values()),
    "complainants": tuple(COMPLAINANTS.values()),
    "complaint_subjects": tuple(COMPLAINT_SUBJECTS.values()),
    "complaint_states": tuple(COMPLAINT_STATES.values()),
    "complaint_steps": tuple(COMPLAINT_STEPS.values()),
    "complaint_rules": tuple(COMPLAINT_RULES.values()),
    "consent_rules": (OFFICER_CONSENTS,),
    "consent_bands": tuple(BANDS.values()),
    "consent_capacities": tuple(CAPACITIES.values()),
    "consent_scopes": tuple(SCOPES_OF_CONSENT.values()),
    "consent_forms": tuple(FORMS_OF_CONSENT.values()),
    "consent_statements": tuple(STATEMENTS.values()),
    "views_questions": tuple(QUESTIONS.values()),
    "views_answers": tuple(ANSWERS.values()),
    "views_ways": tuple(VIEWS_WAYS.values()),
    "views_present": tuple(PRESENT.values()),
    "views_faults": tuple(VIEWS_FAULTS.values()),
    "views_changes": tuple(CHANGES.values()),
    "interests_kinds": tuple(INTERESTS_KINDS.values()),
    "interests_factors": tuple(FACTORS.values()),
    "interests_faults": tuple(INTERESTS_FAULTS.values()),
    "hold_kinds": tuple(HOLD_KINDS.values()),
    "flag_kinds": tuple(FLAG_KINDS.values()),
    "concern_kinds": tuple(CONCERN_KINDS.values()),
    "concern_rules": tuple(CONCERN_RULES.values()),
    "concern_lacks": CONCERN_LACKS,
    "referral_recipients": tuple(RECIPIENTS.values()),
    "referral_parts": tuple(SHARED_PARTS.values()),
    "referral_bases": tuple(REFERRAL_BASES.values()),
    "referral_urgencies": tuple(URGENCIES.values()),
    "referral_deadlines": tuple(REFERRAL_DEADLINES.values()),
    "referral_outcomes": tuple(REFERRAL_OUTCOMES.values()),
    "referral_lacks": tuple(REFERRAL_LACKS.values()),
    "shield_lacks": tuple(SHIELD_LACKS.values()),
    "set_acts": tuple(SAME_ACTS.values()),
    **{f"reasons_set_{kind}": reasons for kind, reasons in SAME_REASONS.items()},
    "set_missing": tuple(SAME_LACKS.values()),
    "relations": tuple(RELATIONS.values()),
    "standings": tuple(STANDINGS.values()),
    **{f"kin_bases_{standing}": bases for standing, bases in KIN_BASES.items()},
    "kin_missing": tuple(KIN_LACKS.values()),
    "ages": tuple(AGES.values()),
    "return_steps": tuple(STEPS.values()),
    "return_findings": tuple(FINDINGS.values()),
    "return_missing": tuple(RETURN_LACKS.values()),
    "travel_documents": tuple(WAYS.values()),
    "assessment_methods": tuple(METHODS.values()),
    "identity_checks": tuple(IDENTITY_CHECKS.values()),
    "follow_up_topics": tuple(TOPICS.values()),
    "signers": tuple(SIGNERS.values()),
    "parties": tuple(PARTIES.values()),
    "waits": tuple(WAITS.values()),
    "item_states": tuple(ITEM_STATES.values()),
    "reminded_of": tuple(REMINDED_OF.values()),
    "priority_parts": PARTS,
    "warnings": tuple(WARNINGS.values()),
    "audiences": tuple(AUDIENCES.values()),
    "statuses": (SEARCH_CONTINUES, CONTACT_YOUR_AGENCY, SEARCH_ENDED, NOTHING),
    "measures": tuple(MEASURES.values()),
    "sexes_counted": tuple(SEXES.values()),
    "ages_counted": tuple(AGE_BANDS.values()),
    "periods_lack": tuple(PERIOD_LACKS.values()),
    "truths": tuple(TRUTHS.values()),
    "lessons": tuple(LESSONS.values()),
    "courses": tuple(course.name for course in COURSES),
    "courses_lack": tuple(COURSE_LACKS.values()),
    "dues": tuple(DUES.values()),
    "stored": tuple(STORED.values()),
    "care_statuses": tuple(CARE_STATUSES.values()),
    "company": tuple(COMPANY.values()),
    "known_by": tuple(KNOWN_BY.values()),
    "definition_lacks": tuple(DEFINITION_LACKS.values()),
    "registration_lacks": tuple(REGISTRATION_LACKS.values()),
    "form_faults": tuple(FORM_FAULTS.values()),
    "vocabulary_changes": tuple(CHANGE_KINDS.values()),
    "agency_refusals": AGENCY_REFUSALS,
    "decision_missing": tuple(DECISION_LACKS.values()),
    "review_refusals": REFUSALS,
    "lifting_missing": LIFTING_LACKS,
    "law_rules": tuple(RULES.values()),
    "law_units": tuple(UNITS.values()),
    "law_checks": tuple(CHECKS.values()),
    "law_states": tuple(ENTRY_STATES.values()),
    "law_missing": tuple(LAW_LACKS.values()),
    "laws_of": tuple(LAWS_OF.values()),
    "treated": tuple(TREATED.values()),
    "placement_kinds": tuple(PLACEMENT_KINDS.values()),
    "placement_bases": tuple(BASES.values()),
    "placement_rules": tuple(rule.says for rule in PLACEMENT_RULES.values()),
    "placement_warnings": tuple(PLACEMENT_WARNINGS.values()),
    "shelter_kinds": tuple(SHELTER_KINDS.values()),
    "shelter_accessibilities": tuple(ACCESSIBILITIES.values()),
    "shelter_rules": tuple(rule.says for rule in SHELTER_RULES.values()),
    "institution_kinds": tuple(INSTITUTION_KINDS.values()),
    "institution_functions": tuple(FUNCTIONS.values()),
    "institution_accesses": tuple(ACCESSES.values()),
    "directory_rules": tuple(rule.says for rule in DIRECTORY_RULES.values()),
    "share_purposes": tuple(SHARE_PURPOSES.values()),
    "agreement_standings": tuple(AGREEMENT_STANDINGS.values()),
    "agreement_faults": AGREEMENT_FAULTS,
    "share_bases": tuple(SHARE_BASES.values()),
    "share_stops": tuple(STOPS.values()),
    "share_categories": tuple(CATEGORIES.values()),
    "consular_wishes": tuple(WISHES.values()),
    "consular_faults": CONSULAR_FAULTS,
}
"""Name of a list → its entries, in their order. A code is unique within its list and never changes its meaning."""
