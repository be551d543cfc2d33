"""The vocabulary of forms: all code lists in Spanish and English with each country's own terms (``edition``), in numbered
versions that can be held against each other (``changes``)."""
