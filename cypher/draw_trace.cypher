// The path of one call to draw: its hops, each pointing at the hop it received the call from.
// $incident: the incident's id, e.g. itg-20417
MATCH (i:Incident {id: $incident})-[:HAS_HOP]->(hop:Hop)
OPTIONAL MATCH (hop)-[from:RECEIVED_FROM]->(upstream:Hop)
RETURN hop, from, upstream
ORDER BY hop.position, hop.id, upstream.id
