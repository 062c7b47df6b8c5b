// Which of these documents are in the graph.
// $ids: sha256 of the documents
UNWIND $ids AS sha256
MATCH (d:Document {sha256: sha256})
RETURN d.sha256 AS sha256 ORDER BY sha256
