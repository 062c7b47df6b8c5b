// Set, pair by pair, who takes calls from whom.
// $rows: downstream, upstream, calls, first, last, attested, claims
UNWIND $rows AS row
MATCH (down:Provider {key: row.downstream})
MATCH (up:Provider {key: row.upstream})
MERGE (down)-[t:TAKES_CALLS_FROM]->(up)
SET t.calls = row.calls, t.first = row.first, t.last = row.last, t.attested = row.attested, t.claims = row.claims
