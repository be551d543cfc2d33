"""Statistics that tell of many and of nobody: what is counted, which cells may be shown, and who would find out the rest."""
