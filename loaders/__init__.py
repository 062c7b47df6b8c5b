"""Loaders: one module per kind of document. Ask `tracer.registry` for one; nobody imports them by path."""
