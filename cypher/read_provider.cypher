// One provider: its name, and the names printed for it.
// $provider: its key
MATCH (p:Provider {key: $provider})<-[:NAMES]-(n:Name)
RETURN p.key AS key, p.name AS name, n.text AS text, n.first AS first ORDER BY first, text
