// Put hops that are not there into their incidents, each at its provider and under a label that shows its status, and tie claims to them.
// $rows: id, incident, key, says, about: claims that speak of it and the side (hop, downstream, upstream)
UNWIND $rows AS row
MATCH (i:Incident {id: row.incident})
MATCH (p:Provider {key: row.key})
CREATE (h:Hop {id: row.id})
SET h += row.says
FOREACH (_ IN CASE WHEN row.says.status = 'no-response' AND row.says.interim IS NULL THEN [1] ELSE [] END | SET h:NoResponse)
FOREACH (_ IN CASE WHEN row.says.interim THEN [1] ELSE [] END | SET h:NotYet)
FOREACH (_ IN CASE WHEN row.says.status = 'not-found' THEN [1] ELSE [] END | SET h:NotFound)
FOREACH (_ IN CASE WHEN row.says.status = 'originating' THEN [1] ELSE [] END | SET h:Originating)
FOREACH (_ IN CASE WHEN row.says.status = 'point-of-entry' THEN [1] ELSE [] END | SET h:PointOfEntry)
FOREACH (_ IN CASE WHEN row.says.status = 'open' THEN [1] ELSE [] END | SET h:Open)
FOREACH (_ IN CASE WHEN row.says.status = 'downstream' THEN [1] ELSE [] END | SET h:Downstream)
CREATE (i)-[:HAS_HOP]->(h)
CREATE (h)-[:AT]->(p)
WITH h, row
UNWIND row.about AS about
MATCH (c:Claim {id: about.claim})
CREATE (c)-[:ABOUT {side: about.side}]->(h)
