// What a document says somewhere in these lines of one part, without what rules made of it.
// $document: its sha256
// $part: the number of a message in it, or null
// $page: the number of a page, or null
// $first: the first line
// $last: the last line
MATCH (d:Document {sha256: $document})<-[:STATED_IN]-(c:Claim)
WHERE c.inferred IS NULL AND c.line_from <= $last AND c.line_to >= $first
  AND (c.part = $part OR c.part IS NULL AND $part IS NULL) AND (c.page = $page OR c.page IS NULL AND $page IS NULL)
RETURN c.id AS id, properties(c) AS says, d.sha256 AS document, d.name AS name, d.kind AS document_kind
ORDER BY c.line_from, id
