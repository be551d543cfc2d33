"""Training on invented data: courses of graded pairs, and what a sandbox's own pairs really were. A real installation refuses."""
