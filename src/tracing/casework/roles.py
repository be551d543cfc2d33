"""Roles, what each may do, which agency may give them, which need a second factor, and the scopes of agencies' keys.

The default matrix of brief I6 as tasks; what a role sees of a record is in ``visibility``. The database holds the same
by row-level security when a caller forgets to ask here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from tracing.casework.agencies import SIDES_OF, AgencyKind, Side
from tracing.casework.wording import Sentence, worded

__all__ = [
    "NEEDS_TOTP",
    "ROLES",
    "ROLES_OF",
    "SCOPES",
    "TASKS",
    "Role",
    "Scope",
    "Task",
    "may",
    "scopes_for",
]


class Role(StrEnum):
    """The roles of people (``casework.users.role``), and AGENCY for an agency's key."""

    FOUND_WORKER = "found_worker"
    FAMILY_WORKER = "family_worker"
    REVIEWER = "reviewer"
    PROTECTION_OFFICER = "protection_officer"
    CONSULATE = "consulate"
    AUDITOR = "auditor"
    STATISTICS = "statistics"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"
    AGENCY = "agency"


ROLES: Final[Mapping[Role, Sentence]] = worded(
    {
        Role.FOUND_WORKER: ("Atiende a la niña o al niño encontrado", "Case worker of the child found"),
        Role.FAMILY_WORKER: ("Atiende a la familia que busca", "Worker of the family that looks"),
        Role.REVIEWER: ("Revisa las posibles coincidencias", "Reviewer of possible matches"),
        Role.PROTECTION_OFFICER: ("Oficial de protección", "Protection officer"),
        Role.CONSULATE: ("Consulado", "Consulate"),
        Role.AUDITOR: ("Auditoría", "Auditor"),
        Role.STATISTICS: ("Estadística", "Statistics"),
        Role.ANALYST: ("Analista de la búsqueda automática", "Analyst of the matching"),
        Role.ADMINISTRATOR: ("Administración de cuentas", "Administrator of accounts"),
        Role.AGENCY: ("Sistema de una institución", "System of an agency"),
    }
)

NEEDS_TOTP: Final = frozenset({Role.PROTECTION_OFFICER, Role.FOUND_WORKER, Role.ADMINISTRATOR})
"""Who signs in with a second factor: those who see where a child is, and who gives others their roles."""

ROLES_OF: Final[Mapping[AgencyKind, frozenset[Role]]] = {
    AgencyKind.CHILD_PROTECTION: frozenset(
        {
            Role.FOUND_WORKER, Role.FAMILY_WORKER, Role.REVIEWER, Role.PROTECTION_OFFICER, Role.STATISTICS,
        }
    ),
    AgencyKind.SHELTER: frozenset({Role.FOUND_WORKER}),
    AgencyKind.FAMILY_TRACING: frozenset({Role.FAMILY_WORKER}),
    AgencyKind.TRACING_OFFICE: frozenset(
        {
            Role.REVIEWER, Role.PROTECTION_OFFICER, Role.ANALYST, Role.STATISTICS, Role.ADMINISTRATOR,
        }
    ),
    AgencyKind.CONSULATE: frozenset({Role.CONSULATE, Role.FAMILY_WORKER}),
    AgencyKind.INTERNATIONAL_ORGANISATION: frozenset({Role.FOUND_WORKER, Role.FAMILY_WORKER, Role.STATISTICS}),
    AgencyKind.CIVIL_SOCIETY: frozenset({Role.FOUND_WORKER, Role.FAMILY_WORKER}),
    # Whoever watches the others belongs to none of them.
    AgencyKind.OVERSIGHT: frozenset({Role.AUDITOR, Role.STATISTICS}),
}  # fmt: skip
"""Which roles a person of an agency of a kind may have."""


class Task(StrEnum):
    """What can be done with the service, each a right of its own."""

    READ_CHILDREN = "children:read"
    WRITE_CHILDREN = "children:write"
    READ_INQUIRIES = "inquiries:read"
    WRITE_INQUIRIES = "inquiries:write"
    READ_STATUS = "status:read"
    IMPORT = "imports:write"
    WEBHOOKS = "webhooks"
    RAISE_FLAG = "flags:raise"
    END_FLAG = "flags:end"
    ASSESS_DEFINITION = "definitions:assess"
    REVIEW = "pairs:review"
    REVEAL = "fields:reveal"
    READ_SCORES = "scores:read"
    VERIFY_CHILD = "verifications:child"
    VERIFY_FAMILY = "verifications:family"
    DISCLOSE = "disclosures:decide"
    CASE_ACTS = "acts:write"
    READ_REMINDERS = "reminders:read"
    HAND_OVER = "handovers:confirm"
    DECIDE_SETS = "sets:decide"
    STATE_KIN = "kin:state"
    RAISE_HOLD = "holds:raise"
    LIFT_HOLD = "holds:lift"
    DECIDE_ERASURE = "erasures:decide"
    JUDGE_CONCERN = "concerns:judge"
    SHIELD = "records:shield"
    REFER = "referrals:write"
    DECLARE_CONFLICT = "conflicts:declare"
    ENTER_LAW = "law:enter"
    READ_PLACEMENTS = "placements:read"
    PLACE = "placements:write"
    READ_SHELTERS = "shelters:read"
    KEEP_SHELTERS = "shelters:write"
    READ_DIRECTORY = "directory:read"
    CORRECT_DIRECTORY = "directory:write"
    COMPLAIN = "complaints:enter"
    HANDLE_COMPLAINTS = "complaints:handle"
    RANK_POSTED = "match:post"
    ENTER_MATCHER = "matchers:enter"
    PROMOTE_MATCHER = "matchers:promote"
    EXPORT_DECISIONS = "decisions:export"
    READ_AUDIT = "audit:read"
    READ_STATISTICS = "statistics:read"
    READ_AGREEMENTS = "agreements:read"
    ENTER_AGREEMENT = "agreements:enter"
    SHARE = "shares:decide"
    READ_SHARED = "shared:read"
    RECORD_CONSULAR = "consular:record"
    NOTIFY_CONSULATE = "consular:notify"
    READ_TRANSFERS = "transfers:read"
    MAKE_BUNDLE = "bundles:make"
    PUBLISH_STATISTICS = "statistics:publish"
    TRAIN = "training:take"
    READ_PROGRESS = "training:progress"
    MANAGE_AGENCIES = "agencies:manage"
    MANAGE_USERS = "users:manage"
    MANAGE_KEYS = "keys:manage"


TASKS: Final[Mapping[Task, Sentence]] = worded(
    {
        Task.READ_CHILDREN: ("Ver niñas y niños encontrados", "Read children found"),
        Task.WRITE_CHILDREN: (
            "Registrar, corregir y retirar niñas y niños encontrados",
            "Submit, correct and withdraw children found",
        ),
        Task.READ_INQUIRIES: ("Ver solicitudes de búsqueda", "Read inquiries"),
        Task.WRITE_INQUIRIES: (
            "Registrar, corregir y retirar solicitudes de búsqueda",
            "Submit, correct and withdraw inquiries",
        ),
        Task.READ_STATUS: ("Consultar el estado de lo propio", "Read the status of one's own records"),
        Task.IMPORT: ("Cargar archivos", "Upload files"),
        Task.WEBHOOKS: ("Recibir avisos automáticos", "Receive notices by webhook"),
        Task.RAISE_FLAG: ("Poner una señal de protección", "Raise a protection flag"),
        Task.END_FLAG: ("Quitar una señal de protección", "End a protection flag"),
        Task.ASSESS_DEFINITION: (
            "Valorar si una niña o un niño está no acompañado, separado o acompañado",
            "Assess whether a child is unaccompanied, separated or accompanied",
        ),
        Task.REVIEW: ("Revisar y decidir parejas", "Review pairs and decide"),
        Task.REVEAL: ("Descubrir datos con un propósito", "Reveal fields for a purpose"),
        Task.READ_SCORES: ("Ver puntajes y explicaciones", "Read scores and explanations"),
        Task.VERIFY_CHILD: ("Verificar con la niña o el niño", "Verify with the child"),
        Task.VERIFY_FAMILY: ("Verificar con la familia", "Verify with the family"),
        Task.DISCLOSE: ("Decidir si se informa a la familia", "Decide whether the family is told"),
        Task.CASE_ACTS: ("Registrar los demás pasos de un caso", "Record the other steps of a case"),
        Task.READ_REMINDERS: ("Ver y atender recordatorios", "Read and acknowledge reminders"),
        Task.HAND_OVER: (
            "Confirmar la entrega de una niña o un niño",
            "Confirm that a child was handed over",
        ),
        Task.DECIDE_SETS: (
            "Decidir si varios registros son de la misma persona",
            "Decide whether records are of one person",
        ),
        Task.STATE_KIN: ("Ver y anotar parientes y personas cercanas", "Read and state who is kin"),
        Task.RAISE_HOLD: ("Detener un caso", "Raise a hold"),
        Task.LIFT_HOLD: ("Levantar una detención", "Lift a hold"),
        Task.DECIDE_ERASURE: (
            "Decidir si se borra un registro que puede ser prueba",
            "Decide whether a record that may be evidence is erased",
        ),
        Task.JUDGE_CONCERN: ("Leer y descartar indicios de trata", "Read and dismiss signs of trafficking"),
        Task.SHIELD: ("Reservar un expediente a protección", "Shield a record"),
        Task.REFER: (
            "Remitir un caso a otra autoridad o servicio",
            "Refer a case to an authority or a service",
        ),
        Task.DECLARE_CONFLICT: ("Declarar un conflicto de interés", "Declare a conflict of interest"),
        Task.ENTER_LAW: (
            "Registrar y corregir las reglas de ley que se aplican",
            "Enter and correct the rules of law that are applied",
        ),
        Task.READ_PLACEMENTS: ("Ver dónde vive una niña o un niño", "Read where a child lives"),
        Task.PLACE: ("Colocar a una niña o un niño", "Place a child"),
        Task.READ_SHELTERS: ("Ver albergues", "Read shelters"),
        Task.KEEP_SHELTERS: ("Registrar y corregir albergues", "Enter and correct shelters"),
        Task.READ_DIRECTORY: (
            "Consultar el directorio de instituciones",
            "Read the directory of institutions",
        ),
        Task.CORRECT_DIRECTORY: (
            "Corregir el directorio de instituciones",
            "Correct the directory of institutions",
        ),
        Task.COMPLAIN: ("Recibir una queja", "Take in a complaint"),
        Task.HANDLE_COMPLAINTS: ("Atender quejas", "Deal with complaints"),
        Task.RANK_POSTED: ("Buscar con un registro sin guardarlo", "Rank a posted record without storing it"),
        Task.ENTER_MATCHER: ("Proponer un modelo de comparación", "Enter a matcher"),
        Task.PROMOTE_MATCHER: ("Poner en uso un modelo de comparación", "Promote a matcher"),
        Task.EXPORT_DECISIONS: ("Exportar decisiones para entrenar", "Export decisions for training"),
        Task.READ_AUDIT: ("Leer la bitácora", "Read the audit"),
        Task.READ_STATISTICS: ("Ver estadísticas", "Read statistics"),
        Task.READ_AGREEMENTS: ("Ver acuerdos de intercambio", "Read sharing agreements"),
        Task.ENTER_AGREEMENT: (
            "Registrar, confirmar y terminar acuerdos de intercambio",
            "Enter, confirm and end sharing agreements",
        ),
        Task.SHARE: ("Decidir qué registro se comparte", "Decide which record is shared"),
        Task.READ_SHARED: ("Ver lo que otra institución comparte", "Read what another agency shares"),
        Task.RECORD_CONSULAR: (
            "Registrar que se informó del derecho al consulado",
            "Record that a child was told of its consulate",
        ),
        Task.NOTIFY_CONSULATE: ("Notificar a un consulado", "Notify a consulate"),
        Task.READ_TRANSFERS: ("Ver lo que se ha transferido", "Read what was transferred"),
        Task.MAKE_BUNDLE: ("Hacer el expediente firmado de un caso", "Make the signed bundle of a case"),
        Task.PUBLISH_STATISTICS: (
            "Publicar estadísticas de un periodo",
            "Publish the statistics of a period",
        ),
        Task.TRAIN: ("Practicar con datos inventados", "Train on invented data"),
        Task.READ_PROGRESS: ("Ver el avance de quienes practican", "Read the progress of those who train"),
        Task.MANAGE_AGENCIES: ("Administrar instituciones", "Manage agencies"),
        Task.MANAGE_USERS: ("Administrar cuentas", "Manage accounts"),
        Task.MANAGE_KEYS: ("Administrar llaves", "Manage keys"),
    }
)

_MAY: Final[Mapping[Role, frozenset[Task]]] = {
    Role.FOUND_WORKER: frozenset(
        {
            Task.READ_CHILDREN, Task.WRITE_CHILDREN, Task.READ_STATUS, Task.IMPORT, Task.RAISE_FLAG, Task.READ_SCORES,
            Task.VERIFY_CHILD, Task.DECLARE_CONFLICT, Task.ASSESS_DEFINITION, Task.READ_PLACEMENTS, Task.PLACE,
            Task.READ_SHELTERS, Task.KEEP_SHELTERS, Task.READ_DIRECTORY, Task.READ_AGREEMENTS, Task.READ_SHARED,
            Task.RECORD_CONSULAR, Task.READ_REMINDERS, Task.HAND_OVER,
            Task.COMPLAIN,
        }
    ),
    Role.FAMILY_WORKER: frozenset(
        {
            Task.READ_INQUIRIES, Task.WRITE_INQUIRIES, Task.READ_STATUS, Task.IMPORT, Task.VERIFY_FAMILY,
            Task.DECLARE_CONFLICT, Task.READ_DIRECTORY, Task.READ_AGREEMENTS, Task.READ_SHARED, Task.READ_REMINDERS,
            Task.COMPLAIN,
        }
    ),
    Role.REVIEWER: frozenset(
        {
            Task.REVIEW, Task.REVEAL, Task.READ_SCORES, Task.RAISE_HOLD, Task.DECLARE_CONFLICT, Task.TRAIN, Task.READ_DIRECTORY,
            Task.DECIDE_SETS,
        }
    ),
    Role.PROTECTION_OFFICER: frozenset(
        {
            Task.READ_CHILDREN, Task.READ_INQUIRIES, Task.RAISE_FLAG, Task.END_FLAG, Task.REVIEW, Task.REVEAL,
            Task.READ_SCORES, Task.VERIFY_CHILD, Task.VERIFY_FAMILY, Task.DISCLOSE, Task.CASE_ACTS,
            Task.RAISE_HOLD, Task.LIFT_HOLD, Task.DECLARE_CONFLICT, Task.TRAIN, Task.ASSESS_DEFINITION, Task.ENTER_LAW,
            Task.READ_PLACEMENTS, Task.PLACE, Task.READ_SHELTERS, Task.KEEP_SHELTERS, Task.READ_DIRECTORY,
            Task.CORRECT_DIRECTORY, Task.READ_AGREEMENTS, Task.ENTER_AGREEMENT, Task.SHARE, Task.READ_SHARED,
            Task.RECORD_CONSULAR, Task.NOTIFY_CONSULATE, Task.READ_TRANSFERS, Task.MAKE_BUNDLE,
            Task.JUDGE_CONCERN, Task.SHIELD, Task.REFER, Task.READ_REMINDERS, Task.DECIDE_SETS, Task.STATE_KIN,
            Task.COMPLAIN, Task.HANDLE_COMPLAINTS, Task.DECIDE_ERASURE,
        }
    ),
    # Nothing without an agreement, a legal basis and the child's consent (casework.sharing).
    Role.CONSULATE: frozenset({Task.READ_AGREEMENTS, Task.READ_SHARED}),
    Role.AUDITOR: frozenset({Task.READ_AUDIT, Task.READ_AGREEMENTS, Task.READ_TRANSFERS}),
    Role.STATISTICS: frozenset({Task.READ_STATISTICS, Task.PUBLISH_STATISTICS}),
    Role.ANALYST: frozenset(
        {Task.READ_SCORES, Task.RANK_POSTED, Task.ENTER_MATCHER, Task.EXPORT_DECISIONS, Task.READ_STATISTICS}
    ),
    # Who gives out accounts sees no record, and who makes a matcher doesn't put it in use.
    Role.ADMINISTRATOR: frozenset(
        {
            Task.ENTER_MATCHER, Task.PROMOTE_MATCHER, Task.MANAGE_AGENCIES, Task.MANAGE_USERS, Task.MANAGE_KEYS,
            Task.WEBHOOKS, Task.READ_PROGRESS, Task.READ_DIRECTORY, Task.CORRECT_DIRECTORY,
        }
    ),
    # By the scopes of its key.
    Role.AGENCY: frozenset(),
}  # fmt: skip


class Scope(StrEnum):
    """What an agency's key may be given (``casework.api_keys.scopes``); a key has no right beside its scopes."""

    CHILDREN_READ = "children:read"
    CHILDREN_WRITE = "children:write"
    INQUIRIES_READ = "inquiries:read"
    INQUIRIES_WRITE = "inquiries:write"
    STATUS_READ = "status:read"
    IMPORTS_WRITE = "imports:write"
    FLAGS_RAISE = "flags:raise"
    WEBHOOKS = "webhooks"


# Scopes are the tasks of the same name, so that a key can't be given what has no scope.
SCOPES: Final[Mapping[Scope, Sentence]] = {scope: TASKS[Task(scope)] for scope in Scope}

_OF_CHILDREN = frozenset({Scope.CHILDREN_READ, Scope.CHILDREN_WRITE, Scope.FLAGS_RAISE})
_OF_INQUIRIES = frozenset({Scope.INQUIRIES_READ, Scope.INQUIRIES_WRITE})


def may(role: Role, task: Task, scopes: Collection[str] = ()) -> bool:
    """Say whether a role may do a task at all; ``scopes`` are those of the key where the role is AGENCY.

    Whether it may be done to this record, now, by this person, is said by ``visibility``, ``review`` and ``states``.
    """
    if role is Role.AGENCY:
        return task.value in set(Scope) and task.value in scopes
    return task in _MAY[role]


def scopes_for(kind: AgencyKind) -> frozenset[Scope]:
    """Return the scopes that a key of an agency of a kind may have: nothing about a side it may not hold."""
    sides = SIDES_OF[kind]
    if not sides:
        return frozenset()
    barred = (frozenset() if Side.CHILD in sides else _OF_CHILDREN) | (
        frozenset() if Side.INQUIRY in sides else _OF_INQUIRIES
    )
    return frozenset(Scope) - barred
