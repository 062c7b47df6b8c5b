// The providers stated as not answering to draw, with the calls meant and who received those from them.
MATCH (provider:Provider)
WHERE provider.no_response > 0
OPTIONAL MATCH (provider)<-[at:AT]-(hop:Hop)
WHERE hop.status = 'no-response' AND hop.status_basis = 'stated' AND hop.interim IS NULL
OPTIONAL MATCH (downstream:Hop)-[from:RECEIVED_FROM]->(hop)
RETURN provider, at, hop, from, downstream
ORDER BY provider.no_response DESC, provider.key, hop.id, downstream.id
LIMIT 300
