"""What `tracing serve` is made of: the socket, the HTTP server, the worker's process, invented data for trying."""
