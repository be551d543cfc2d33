"""What crosses from one agency to another, and what never does: agreements, consulates, the asylum firewall, transfers."""
