// A document that is whole and was drawn by another version of the program.
// $version: of what is drawn
MATCH (d:Document)
WHERE d.complete = true AND (d.drawn_by IS NULL OR d.drawn_by <> $version)
RETURN d.sha256 AS sha256 ORDER BY sha256 LIMIT 1
