"""From a best-interests decision to a home, step by step: who must do what by when, the handover, what follows it (brief I3)."""
