// All claims that these letters, notices and orders are drawn from.
// $ids: ids of actions
UNWIND $ids AS id
MATCH (a:Action {id: id})<-[:ABOUT]-(c:Claim)-[:STATED_IN]->(d:Document)
RETURN DISTINCT c.id AS claim, c.kind AS kind, d.sha256 AS document, c.line_from AS line_from, c.known_at AS known_at,
       c.valid_at AS valid_at, c.provider AS provider, c.upstream AS upstream, c.attested AS attested, c.names AS names, c.frn AS frn,
       c.rmd AS rmd, c.country AS country, c.action AS action, c.action_kind AS action_kind, c.roles AS roles,
       c.due_what AS due_what, c.due_clock AS due_clock, c.due_length AS due_length, c.due_stated AS due_stated,
       c.said_by AS said_by, c.total AS total, c.window_from AS window_from, c.window_to AS window_to
ORDER BY claim
