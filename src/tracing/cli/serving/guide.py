"""What is printed when a service is ready: where it answers, and for a sandbox what to try."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime

from rich.table import Table

from tracing.casework.roles import Role
from tracing.cli import show
from tracing.cli.serving.sandbox import NOTICE
from tracing.cli.serving.sandbox_folder import Filled
from tracing.service.first_start import LOGIN
from tracing.service.users import ONE_TIME, NewUser

__all__ = ["first_person", "sandbox_opened"]

_ASKS, _FINDS = "HN-SENAF", "MX-DIF"
_JSON = "-H 'Content-Type: application/json'"
_INQUIRY = {
    "full_name": "Josué Caal Pop", "sex": "M", "birth_date": "2017-02-11", "origin_text": "Chamelco, Alta Verapaz",
    "origin_country": "GT", "mother_name": "Matilde Pop", "inquirer_name": "Matilde Pop", "inquirer_relation": "mother",
}  # fmt: skip
_CHILD = {
    "full_name": "Josue Kaal Pop", "sex": "M", "birth_date": "11/02/2017", "origin_country": "GT",
    "origin_text": "aldea Chamelco, Alta Verapaz", "mother_name": "Matilde Pop",
}  # fmt: skip


def first_person(made: NewUser) -> None:
    """Print the administrator's one-time password."""
    show.out.print(
        f"\nFirst start. Sign in as the administrator within {ONE_TIME.days} days and choose a password of your own:\n\n"
        f"  login              {LOGIN}\n"
        f"  one-time password  {made.password}\n\n"
        "The password is shown this once and stored nowhere.\n",
        soft_wrap=True,
    )


def sandbox_opened(address: str, filled: Filled, pair: tuple[str, str] | None) -> None:
    """Print the accounts of a sandbox, and commands that can be tried as they stand. ``pair``: the first of the queue."""
    out = show.out
    out.print(
        f"\n{NOTICE}. No person, agency or place in it is a real one; a second factor isn't asked for.\n"
    )
    table = Table(title="Accounts", title_justify="left")
    for column in ("login", "password", "agency"):
        table.add_column(column)
    for account in filled.accounts:
        table.add_row(account.login, account.password, account.agency)
    out.print(table)
    reviewer = next(account for account in filled.accounts if account.role == Role.REVIEWER)
    sign_in = f'{{"login": "{reviewer.login}", "password": "{reviewer.password}"}}'
    out.print(f"\nIn a browser: {address}, signed in as any of them.", soft_wrap=True)
    out.print("\nTo try, in another terminal. One agency has found a child, another is asked for it:\n")
    # A reference is used once, and the sandbox may have been open before.
    reference = f"{datetime.now(UTC):TRY-%y%m%d-%H%M%S}"
    for code, plural, facts in ((_FINDS, "children", _CHILD), (_ASKS, "inquiries", _INQUIRY)):
        body = json.dumps({"record_id": reference, **facts}, ensure_ascii=False)
        out.print(
            f"  curl -sS -H 'Authorization: Bearer {filled.keys[code]}' {_JSON} -d {shlex.quote(body)}"
            f" {address}/v1/{plural}",
            soft_wrap=True,
        )
    out.print("\nThe asking side learns nothing of the match. A reviewer signs in and sees it:\n")
    out.print(
        f"  curl -sS -c cookies.txt {_JSON} -d {shlex.quote(sign_in)} {address}/v1/sessions\n"
        f"  curl -sS -b cookies.txt {address}/v1/queue",
        soft_wrap=True,
    )
    if pair is not None:
        inquiry, child = pair
        wish = json.dumps({"inquiry": inquiry, "child": child})
        out.print(
            "\nTakes the pair that stands first, and reads both records and why they may be of one child:\n"
        )
        out.print(
            f"  curl -sS -b cookies.txt {_JSON} -d {shlex.quote(wish)} {address}/v1/queue/mine\n"
            f"  curl -sS -b cookies.txt {address}/v1/links/{inquiry}/{child}",
            soft_wrap=True,
        )
    out.print(
        f"\nCourses on invented pairs, for reviewers and protection officers: {address}/v1/training/courses"
        f"\nAll that can be asked: {address}/docs\n",
        soft_wrap=True,
    )
