// Where documents say a text, by when and where: one claim for each place.
// $pattern: of the text, in lower case, line ends as blanks
// $digits: of a telephone number, found in any spelling, or null
MATCH (c:Claim)-[:STATED_IN]->(d:Document)
WHERE c.inferred IS NULL
WITH c, d, replace(replace(replace(toLower(c.quote), '\n', ' '), '\r', ' '), '\t', ' ') AS words
WITH c, d, words, replace(replace(replace(replace(replace(words, ' ', ''), '-', ''), '(', ''), ')', ''), '.', '') AS bare
WHERE words =~ $pattern OR $digits IS NOT NULL AND bare CONTAINS $digits
WITH c.known_at AS known_at, d.sha256 AS document, c.line_from AS line_from, c.line_to AS line_to, c.part AS part, c.page AS page,
     c.quote AS quote, min(c.id) AS id
RETURN id
ORDER BY known_at, document, line_from, id
