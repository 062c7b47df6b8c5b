"""Invented documents, one of each kind: what `tracer demo` loads and the tests read."""
