// Tie printed names to their providers.
// $rows: text, folded, first, key
UNWIND $rows AS row
MATCH (p:Provider {key: row.key})
MERGE (n:Name {text: row.text})
SET n.first = row.first, n.folded = row.folded
MERGE (n)-[:NAMES]->(p)
