// The providers a call passed through, walked back from those nearest the called party, at most 30 hops.
// $incident: the incident's id, e.g. itg-20417
MATCH (i:Incident {id: $incident})-[:HAS_HOP]->(first:Hop)
WHERE first.steps = 0
MATCH (first)-[:RECEIVED_FROM*0..30]->(hop:Hop)
WITH DISTINCT hop
MATCH (hop)-[:AT]->(p:Provider)
RETURN hop.position AS position, hop.id AS hop, p.name AS provider, hop.status AS status, hop.status_basis AS status_basis,
       coalesce(hop.interim, false) AS interim,
       hop.steps >= 30 AND EXISTS { MATCH (hop)-[:RECEIVED_FROM]->(:Hop) } AS bound_met
ORDER BY position, hop
