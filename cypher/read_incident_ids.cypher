// Ids of incidents that begin so, for a suggestion.
// $start: the beginning of an id
MATCH (i:Incident)
WHERE i.id STARTS WITH $start
RETURN i.id AS id ORDER BY id LIMIT 5000
