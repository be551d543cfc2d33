"""Use cases of care: the directory of institutions, shelters and their places, placements of found children."""
