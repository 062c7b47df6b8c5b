// Where the trail of a call ends, walked back at most 30 hops from each provider nearest the called party.
// $incident: the incident's id, e.g. itg-20417
MATCH (i:Incident {id: $incident})-[:HAS_HOP]->(first:Hop)
WHERE first.steps = 0
MATCH (first)-[:RECEIVED_FROM*0..30]->(last:Hop)
WITH DISTINCT last
WHERE last.status = 'originating' OR NOT EXISTS { MATCH (last)-[:RECEIVED_FROM]->(:Hop) } OR last.steps = 30
MATCH (last)-[:AT]->(p:Provider)
RETURN last.id AS hop, p.name AS provider, last.status AS status, last.status_basis AS status_basis,
       coalesce(last.interim, false) AS interim, last.steps AS steps,
       EXISTS { MATCH (last)-[:RECEIVED_FROM]->(:Hop) } AS goes_on
ORDER BY steps, hop
