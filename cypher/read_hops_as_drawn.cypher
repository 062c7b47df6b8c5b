// Each hop of these incidents as it is drawn, and the hops that it received the call from.
// $ids: incidents
UNWIND $ids AS id
MATCH (i:Incident {id: id})-[:HAS_HOP]->(h:Hop)-[:AT]->(p:Provider)
OPTIONAL MATCH (h)-[r:RECEIVED_FROM]->(up:Hop)
WITH i, h, p, r, up ORDER BY up.id
RETURN i.id AS incident, h.id AS hop, p.key AS key, h.status AS status, h.status_basis AS status_basis, h.status_at AS status_at,
       h.interim AS interim, h.position AS position, h.asked_at AS asked_at, h.due_at AS due_at, h.answered_at AS answered_at,
       h.contradiction AS contradiction, collect(up.id) AS upstreams, collect(r.attested) AS attested
ORDER BY incident, hop
