// The providers stated as not answering to draw, by calls or by counts, with the calls and counts meant and who received those calls.
MATCH (provider:Provider)
OPTIONAL MATCH (provider)<-[about:ABOUT]-(count:Claim)
WHERE count.kind = 'counted' AND count.no_response > 0 AND (about.side = 'upstream' OR count.upstream IS NULL)
WITH provider, about, count
WHERE provider.no_response > 0 OR count IS NOT NULL
OPTIONAL MATCH (provider)<-[at:AT]-(hop:Hop)
WHERE hop.status = 'no-response' AND hop.status_basis = 'stated' AND hop.interim IS NULL
OPTIONAL MATCH (downstream:Hop)-[from:RECEIVED_FROM]->(hop)
RETURN provider, about, count, at, hop, from, downstream
ORDER BY provider.no_response DESC, provider.key, hop.id, downstream.id, count.id
LIMIT 300
