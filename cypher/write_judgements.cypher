// Put people's judgements beside the claims of documents.
// $rows: id and what each says
UNWIND $rows AS row
MERGE (c:Claim {id: row.id})
SET c += row.says
SET c:Judgement
