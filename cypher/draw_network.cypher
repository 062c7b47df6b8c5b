// Who takes calls from whom to draw: the 300 busiest providers, as many as Neo4j Browser shows, and the hand-offs between them.
MATCH (p:Provider)
WITH p.key AS key
ORDER BY p.calls DESC, key LIMIT 300
WITH collect(key) AS busiest
MATCH (provider:Provider)-[takes:TAKES_CALLS_FROM]->(upstream:Provider)
WHERE provider.key IN busiest AND upstream.key IN busiest
RETURN provider, takes, upstream
ORDER BY takes.calls DESC, provider.key, upstream.key
