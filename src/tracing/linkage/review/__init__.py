"""Labelling pairs without a service: which to look at (``choose``), and a file of decisions that only grows (``journal``)."""

from tracing.linkage.review.choose import ORDERS, Order, Queued, choose
from tracing.linkage.review.journal import Journal, Said

__all__ = ["ORDERS", "Journal", "Order", "Queued", "Said", "choose"]
