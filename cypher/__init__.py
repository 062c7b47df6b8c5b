"""Cypher texts: one question per file. Ask `tracer.queries` for one."""
