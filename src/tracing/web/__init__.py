"""Pages for the people who decide, made on the server. No rule is held here: a page calls use cases of ``service``, as routes
of ``api`` do."""
