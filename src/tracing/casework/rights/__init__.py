"""The child's rights in the procedure: heard, consenting, weighed, able to complain (CRC 3, 9, 12; GC 6, 12, 14)."""
