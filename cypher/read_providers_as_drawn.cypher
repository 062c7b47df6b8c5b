// Providers as they are drawn, so many at a time: names, claims that speak of them, from whom they take calls, what is against them.
// $after: those whose keys come after this one
MATCH (p:Provider)
WHERE p.key > $after
WITH p ORDER BY p.key LIMIT 1000
OPTIONAL MATCH (n:Name)-[:NAMES]->(p)
WITH p, collect({text: n.text, first: n.first, folded: n.folded}) AS names
OPTIONAL MATCH (c:Claim)-[a:ABOUT]->(p)
WITH p, names, collect({claim: c.id, side: a.side}) AS about
OPTIONAL MATCH (p)-[t:TAKES_CALLS_FROM]->(up:Provider)
WITH p, names, about, collect({upstream: up.key, calls: t.calls, first: t.first, last: t.last, attested: t.attested, claims: t.claims}) AS pairs
OPTIONAL MATCH (d:Action)-[:AGAINST]->(p)
RETURN p.key AS key,
       {key: p.key, name: p.name, frn: p.frn, rmd: p.rmd, country: p.country, roles: p.roles, calls: p.calls, no_response: p.no_response,
        status: p.status} AS says, labels(p) AS labels, names, about, pairs, collect(d.id) AS actions
ORDER BY key
