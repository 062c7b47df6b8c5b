// Put claims beside the document that states them.
// $rows: id, document and what each says
UNWIND $rows AS row
MATCH (d:Document {sha256: row.document})
MERGE (c:Claim {id: row.id})
SET c += row.says
MERGE (c)-[:STATED_IN]->(d)
