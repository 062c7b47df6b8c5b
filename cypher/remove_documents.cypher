// Take away documents.
// $rows: sha256 of each
UNWIND $rows AS sha256
MATCH (d:Document {sha256: sha256})
DETACH DELETE d
