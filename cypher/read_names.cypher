// Every printed name, when it was first seen, and its provider.
MATCH (n:Name)-[:NAMES]->(p:Provider)
RETURN n.text AS text, n.first AS first, p.key AS key, p.name AS name ORDER BY text
