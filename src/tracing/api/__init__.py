"""JSON over HTTP. No rule lives here: requests are read, a use case is called, the answer is written."""
