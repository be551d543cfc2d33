"""Offline capture: an officer without network fills an encrypted file (``writing``) that the service reads later
(``reading``) and takes in once (``importing``). What such a file looks like stands in ``layout``."""
