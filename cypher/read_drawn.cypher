// What was computed of these incidents when they were drawn: when answers are due, which numbers cannot be one.
// $ids: ids of incidents
UNWIND $ids AS incident
MATCH (i:Incident {id: incident})
OPTIONAL MATCH (i)-[:HAS_HOP]->(h:Hop)
RETURN i.id AS incident, i.impossible AS impossible, i.same_as AS same_as, h.id AS hop, h.asked_at AS asked_at, h.due_at AS due_at
ORDER BY incident, hop
