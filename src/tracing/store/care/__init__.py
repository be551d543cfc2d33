"""Placements, shelters and the directory: queries and nothing else."""
