"""Two small files of invented records, and a way to run the command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tracing.cli.main import main

CHILDREN = """record_id,agency,given_names,first_surname,second_surname,sex,birth_date,origin_country,origin_admin1,origin_admin2,mother_name
C1,US-ORR,Juan,Hernandez,,M,2012-07-03,HN,El Paraíso,Danlí,Rosa Mejia
C2,MX-DIF,María Elena,López,Caal,F,03/07/2011,GT,Alta Verapaz,Cobán,Petrona Caal
C3,MX-DIF,Brayan Josué,Zelaya,Pineda,M,2014,SV,San Salvador,Soyapango,
"""

INQUIRIES = """record_id,agency,full_name,sex,birth_date,origin_text,mother_name,inquirer_name,inquirer_relation
I1,HN-SENAF,Juan Carlos Hernández Mejía,M,2012-07-03,"aldea El Rosario, Danlí, El Paraíso",Rosa Mejía Pineda,Rosa Mejía Pineda,mother
I2,GT-PGN,Maria Elena Lopez Caal,F,2011-07-03,"Cobán, Alta Verapaz",,Tomasa Caal,grandmother
"""

Run = Callable[..., int]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with children.csv and inquiries.csv."""
    (tmp_path / "children.csv").write_text(CHILDREN, encoding="utf-8")
    (tmp_path / "inquiries.csv").write_text(INQUIRIES, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run() -> Run:
    """Run the command with arguments and return its exit status."""

    def call(*arguments: object) -> int:
        with pytest.raises(SystemExit) as end:
            main([str(a) for a in arguments])
        code = end.value.code
        return code if isinstance(code, int) else 0 if code is None else 1

    return call
