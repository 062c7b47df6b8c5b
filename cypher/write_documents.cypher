// Note a document: what it is, and whether all of it is in the graph.
// $rows: sha256 and what is said of it
UNWIND $rows AS row
MERGE (d:Document {sha256: row.sha256})
SET d += row.says
