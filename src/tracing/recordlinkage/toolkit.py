"""The toolkit's own classes, fetched in one place: it warns of its own future when it is imported."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    try:
        from recordlinkage import Compare, ECMClassifier
        from recordlinkage.algorithms.nb_sklearn import ECM
        from recordlinkage.base import BaseCompareFeature, BaseIndexAlgorithm
    except ImportError as error:
        raise ImportError(
            "this needs the Python Record Linkage Toolkit: pip install 'tracing[analysis]'"
        ) from error

__all__ = ["ECM", "BaseCompareFeature", "BaseIndexAlgorithm", "Compare", "ECMClassifier"]
