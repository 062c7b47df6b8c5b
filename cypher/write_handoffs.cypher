// Point each hop at the hop it received the call from.
// $rows: downstream, upstream, attested, speakers, known_from, claims
UNWIND $rows AS row
MATCH (down:Hop {id: row.downstream})
MATCH (up:Hop {id: row.upstream})
MERGE (down)-[r:RECEIVED_FROM]->(up)
SET r.attested = row.attested, r.speakers = row.speakers, r.known_from = row.known_from, r.claims = row.claims
