"""Clocks that documents start: how long they give, on which days they run, when they end; and as a calendar."""
