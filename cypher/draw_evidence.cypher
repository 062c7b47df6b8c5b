// The evidence for one call's path to draw: its hops, the claims about them, and the documents that state those.
// $incident: the incident's id, e.g. itg-20417
MATCH (i:Incident {id: $incident})-[:HAS_HOP]->(hop:Hop)<-[about:ABOUT]-(claim:Claim)-[stated:STATED_IN]->(document:Document)
WHERE claim.until IS NULL
RETURN hop, about, claim, stated, document
ORDER BY hop.position, hop.id, claim.known_at, document.sha256, claim.line_from, claim.id, about.side
