// These incidents as they are drawn: with their calls, the campaigns of these, which claims speak of them, what rules made of them.
// $ids: incidents
UNWIND $ids AS id
MATCH (i:Incident {id: id})
OPTIONAL MATCH (i)-[r:CONCERNS]->(k:Call)
OPTIONAL MATCH (k)-[:PART_OF]->(g:Campaign)
WITH i, r, k, collect(g.name) AS campaigns
WITH i, collect({id: k.id, at: k.at, caller: k.caller, called: k.called, description: k.description, campaigns: campaigns}) AS calls
OPTIONAL MATCH (c:Claim)-[:ABOUT]->(i)
WITH i, calls, collect(c.id) AS about
OPTIONAL MATCH (m:Claim {incident: i.id})
WHERE m.inferred = true
RETURN i.id AS incident, properties(i) AS says, calls, about, collect(properties(m)) AS made
ORDER BY incident
