// Put claims beside the document that states them.
// $rows: id, document, known_at, valid_at and what each says
UNWIND $rows AS row
MATCH (d:Document {sha256: row.document})
MERGE (c:Claim {id: row.id})
SET c += row.says, c.known_at = datetime(row.known_at), c.valid_at = datetime(row.valid_at)
MERGE (c)-[:STATED_IN]->(d)
