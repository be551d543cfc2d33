"""Short forms, diminutives and equivalent spellings of given names (brief C): names as nodes of a bipartite graph."""

from tracing.standardise.hypocorisms.graph import Edge, EdgeKind, agreement, is_kin_word, nodes

__all__ = ["Edge", "EdgeKind", "agreement", "is_kin_word", "nodes"]
