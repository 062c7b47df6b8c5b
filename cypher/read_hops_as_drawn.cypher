// Each hop of these incidents as it is drawn: with whom, which claims speak of it, and what it received the call from.
// $ids: incidents
UNWIND $ids AS id
MATCH (i:Incident {id: id})-[:HAS_HOP]->(h:Hop)
OPTIONAL MATCH (h)-[:AT]->(p:Provider)
WITH i, h, collect(p.key) AS at
OPTIONAL MATCH (c:Claim)-[a:ABOUT]->(h)
WITH i, h, at, collect({claim: c.id, side: a.side}) AS about
OPTIONAL MATCH (h)-[r:RECEIVED_FROM]->(up:Hop)
RETURN i.id AS incident, h.id AS hop, properties(h) AS says, labels(h) AS labels, at, about,
       collect({upstream: up.id, attested: r.attested, speakers: r.speakers, known_from: r.known_from, claims: r.claims}) AS received
ORDER BY incident, hop
