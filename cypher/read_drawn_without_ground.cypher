// What is drawn and hangs on nothing that claims speak of.
MATCH (i:Incident)
WHERE NOT EXISTS { MATCH (c:Claim {incident: i.id}) }
RETURN 'incident' AS what, i.id AS which
ORDER BY what, which
UNION ALL
MATCH (k:Call)
WHERE NOT EXISTS { MATCH (:Incident)-[:CONCERNS]->(k) }
RETURN 'call' AS what, k.id AS which
ORDER BY what, which
UNION ALL
MATCH (g:Campaign)
WHERE NOT EXISTS { MATCH (:Call)-[:PART_OF]->(g) }
RETURN 'campaign' AS what, g.name AS which
ORDER BY what, which
UNION ALL
MATCH (h:Hop)
WHERE NOT EXISTS { MATCH (:Incident)-[:HAS_HOP]->(h) }
RETURN 'hop' AS what, h.id AS which
ORDER BY what, which
UNION ALL
MATCH (p:Provider)
WHERE p.key IS NULL
RETURN 'provider' AS what, coalesce(p.name, 'without a name') AS which
ORDER BY what, which
UNION ALL
MATCH (n:Name)
WHERE NOT EXISTS { MATCH (n)-[:NAMES]->(:Provider) }
RETURN 'name' AS what, n.text AS which
ORDER BY what, which
