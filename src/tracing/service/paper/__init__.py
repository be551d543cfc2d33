"""Sheets of paper as PDF: what printed forms and bundles of a case are made of.

``Sheet`` sets headings, text, tables, and boxes to write in, one under the other, and numbers the pages. Nothing in this
folder knows what a sheet is about.
"""

from tracing.service.paper.sheet import Head, Paper, Sheet

__all__ = ["Head", "Paper", "Sheet"]
