// Point hops that were just put there at the hops they received the call from.
// $rows: downstream, upstream, says
UNWIND $rows AS row
MATCH (down:Hop {id: row.downstream})
MATCH (up:Hop {id: row.upstream})
CREATE (down)-[r:RECEIVED_FROM]->(up)
SET r += row.says
