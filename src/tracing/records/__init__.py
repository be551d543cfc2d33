"""What child records and inquiries are, and how they come from files and go to files.

The door of this room: ``read_children`` and ``read_inquiries`` give ``Records``; what could not be read
stands in their ``refusals``. ``read_truth`` and ``read_links`` read pairs, ``write_table`` writes any
table.
"""

from tracing.records.errors import InputError, OutputError
from tracing.records.read import Records, check_sides, read_children, read_inquiries
from tracing.records.refusals import Refusal
from tracing.records.schema import CHILD_COLUMNS, COLUMNS, INQUIRY_COLUMNS, LIST_COLUMNS, Column, Side
from tracing.records.truth import read_links, read_truth
from tracing.records.write import open_atomic, write_table

__all__ = [
    "CHILD_COLUMNS",
    "COLUMNS",
    "INQUIRY_COLUMNS",
    "LIST_COLUMNS",
    "Column",
    "InputError",
    "OutputError",
    "Records",
    "Refusal",
    "Side",
    "check_sides",
    "open_atomic",
    "read_children",
    "read_inquiries",
    "read_links",
    "read_truth",
    "write_table",
]
