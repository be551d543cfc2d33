"""The register of law in the service: what is applied, reading it, entering versions, and a child's age under it."""
