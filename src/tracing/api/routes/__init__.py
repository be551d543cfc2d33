"""The routes of ``/v1``, a file for each resource. Each has a ``router`` with its whole path in it."""
