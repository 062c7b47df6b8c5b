// All claims about these providers that concern no single incident, for drawing them.
// $keys: keys of providers
UNWIND $keys AS key
MATCH (p:Provider {key: key})
OPTIONAL MATCH (p)<-[:AGAINST]-(a:Action)<-[:ABOUT]-(acted:Claim)
WITH key, p, collect(DISTINCT acted.id) AS acts
OPTIONAL MATCH (p)<-[:ABOUT]-(c:Claim)
WITH key, acts, collect(DISTINCT c.id) AS others
UNWIND acts + others AS id
MATCH (c:Claim {id: id})
OPTIONAL MATCH (c)-[:STATED_IN]->(d:Document)
RETURN DISTINCT c.id AS claim, c.kind AS kind, coalesce(d.sha256, '') AS document, c.line_from AS line_from, c.known_at AS known_at,
       c.valid_at AS valid_at, c.provider AS provider, c.upstream AS upstream, c.attested AS attested, c.names AS names, c.frn AS frn,
       c.rmd AS rmd, c.country AS country, c.action AS action, c.action_kind AS action_kind, c.roles AS roles,
       c.due_what AS due_what, c.due_clock AS due_clock, c.due_length AS due_length, c.due_stated AS due_stated,
       c.said_by AS said_by, c.total AS total, c.window_from AS window_from, c.window_to AS window_to
ORDER BY claim
