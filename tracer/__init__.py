"""calltracer: the path of a call back through every provider that carried it, with evidence for every step."""
