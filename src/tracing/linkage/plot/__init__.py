"""The bench's charts: one module for each, drawn from the very numbers that explain, evaluate and the matcher give.

``links.plot`` and ``matcher.plot`` are the doors (``accessors``). altair, of the extra ``analysis``, is imported where a
chart is drawn, so nothing else of the package needs it. No chart tells things apart by colour alone.
"""

from tracing.linkage.plot.headers import headed
from tracing.linkage.plot.look import interactive, offline, save

__all__ = ["headed", "interactive", "offline", "save"]
