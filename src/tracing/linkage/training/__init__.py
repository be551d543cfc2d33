"""Training: a matcher's weights from two files, without labels (EM), from truth or from officers' decisions."""

from tracing.linkage.training.assemble import TrainingError
from tracing.linkage.training.labels import DECISIONS, family_pairs, read_decisions, read_judgements
from tracing.linkage.training.operating import Threshold, find_threshold
from tracing.linkage.training.train import Trained, starts_warning, train, train_tables

__all__ = [
    "DECISIONS",
    "Threshold",
    "Trained",
    "TrainingError",
    "family_pairs",
    "find_threshold",
    "read_decisions",
    "read_judgements",
    "starts_warning",
    "train",
    "train_tables",
]
