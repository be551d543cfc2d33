"""Invented children, inquiries and the truth between them: for trying, teaching and measuring.

This room knows nothing of how records are compared. It makes people first, and then errs as clerks, officers and
grandmothers err.
"""

from tracing.samples.generate import Summary, generate

__all__ = ["Summary", "generate"]
