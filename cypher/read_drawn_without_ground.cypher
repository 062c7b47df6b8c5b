// What is drawn and rests on nothing: providers under a name that is none of theirs, names without one, stray hops, pairs without a claim.
MATCH (p:Provider)
WHERE NOT EXISTS { MATCH (n:Name)-[:NAMES]->(p) WHERE n.text = p.name }
RETURN 'provider' AS what, p.key AS which
ORDER BY what, which
UNION ALL
MATCH (n:Name)
WHERE n.first IS NULL OR NOT EXISTS { MATCH (n)-[:NAMES]->(:Provider) }
RETURN 'name' AS what, n.text AS which
ORDER BY what, which
UNION ALL
MATCH (h:Hop)
WHERE NOT EXISTS { MATCH (:Incident)-[:HAS_HOP]->(h) } OR NOT EXISTS { MATCH (h)-[:AT]->(:Provider) }
RETURN 'hop' AS what, h.id AS which
ORDER BY what, which
UNION ALL
MATCH (down:Provider)-[t:TAKES_CALLS_FROM]->(:Provider)
UNWIND coalesce(t.claims, ['']) AS id
OPTIONAL MATCH (c:Claim {id: id})
WITH down, c
WHERE c IS NULL
RETURN DISTINCT 'pair' AS what, down.key AS which
ORDER BY what, which
