// Put claims that are not there beside the document that states them.
// $rows: document, and what is said in it: words, the claims that have them in common, what each says besides; as tracer/graph/packed.py has it
UNWIND $rows AS row
MATCH (d:Document {sha256: row.document})
UNWIND row.said AS said
WITH d, split(said[0], '\u001f') AS words, split(said[1], '\u001e') AS claims, said[2] AS besides
UNWIND range(0, size(claims) - 1) AS k
WITH d, words, split(claims[k], '\u001f') AS claim, coalesce(besides[k], {}) AS more
CREATE (c:Claim {id: claim[0], kind: claim[1], quote: words[0], said_by: words[1], known_at: words[2],
        incident: CASE words[3] WHEN '' THEN null ELSE words[3] END, line_from: toInteger(words[4]), line_to: toInteger(words[5]),
        part: CASE words[6] WHEN '' THEN null ELSE toInteger(words[6]) END, page: CASE words[7] WHEN '' THEN null ELSE toInteger(words[7]) END,
        row: CASE words[8] WHEN '' THEN null ELSE toInteger(words[8]) END, provider: CASE claim[2] WHEN '' THEN null ELSE claim[2] END,
        role: CASE claim[3] WHEN '' THEN null ELSE claim[3] END, upstream: CASE claim[4] WHEN '' THEN null ELSE claim[4] END,
        status: CASE claim[5] WHEN '' THEN null ELSE claim[5] END, valid_at: CASE claim[6] WHEN '' THEN null ELSE claim[6] END,
        on_word_of: CASE claim[7] WHEN '' THEN null ELSE claim[7] END, note: CASE claim[8] WHEN '' THEN null ELSE claim[8] END,
        hop: CASE claim[9] WHEN '' THEN null ELSE claim[9] END})
SET c += more
CREATE (c)-[:STATED_IN]->(d)
