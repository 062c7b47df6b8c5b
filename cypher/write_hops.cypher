// Put hops that are not there into their incidents, each at its provider and under a label that shows its status, and tie claims to them.
// $rows: id, incident, key, what is said of it, claims that speak of it and the side (hop, downstream, upstream), what is said besides; as tracer/graph/packed.py has it
UNWIND $rows AS row
MATCH (i:Incident {id: row[1]})
MATCH (p:Provider {key: row[2]})
WITH row, i, p, split(row[3], '\u001f') AS said
CREATE (h:Hop {id: row[0], name: said[0], provider: said[1], role: said[2], position: toInteger(said[3]), steps: toInteger(said[4]),
        status: CASE said[5] WHEN '' THEN null ELSE said[5] END, status_basis: CASE said[6] WHEN '' THEN null ELSE said[6] END,
        status_at: CASE said[7] WHEN '' THEN null ELSE said[7] END, contradiction: CASE said[8] WHEN '' THEN null ELSE said[8] END,
        answered_at: CASE said[9] WHEN '' THEN null ELSE said[9] END, asked_at: CASE said[10] WHEN '' THEN null ELSE said[10] END,
        due_at: CASE said[11] WHEN '' THEN null ELSE said[11] END, source_hop: CASE said[12] WHEN '' THEN null ELSE said[12] END})
SET h += row[5]
FOREACH (_ IN CASE WHEN h.status = 'no-response' AND h.interim IS NULL THEN [1] ELSE [] END | SET h:NoResponse)
FOREACH (_ IN CASE WHEN h.interim THEN [1] ELSE [] END | SET h:NotYet)
FOREACH (_ IN CASE WHEN h.status = 'not-found' THEN [1] ELSE [] END | SET h:NotFound)
FOREACH (_ IN CASE WHEN h.status = 'originating' THEN [1] ELSE [] END | SET h:Originating)
FOREACH (_ IN CASE WHEN h.status = 'point-of-entry' THEN [1] ELSE [] END | SET h:PointOfEntry)
FOREACH (_ IN CASE WHEN h.status = 'open' THEN [1] ELSE [] END | SET h:Open)
FOREACH (_ IN CASE WHEN h.status = 'downstream' THEN [1] ELSE [] END | SET h:Downstream)
CREATE (i)-[:HAS_HOP]->(h)
CREATE (h)-[:AT]->(p)
WITH h, split(row[4], '\u001e') AS abouts
UNWIND abouts AS about
MATCH (c:Claim {id: left(about, 32)})
CREATE (c)-[:ABOUT {side: substring(about, 33)}]->(h)
