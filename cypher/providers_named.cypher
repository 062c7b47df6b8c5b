// Providers one of whose names reads so, but for case.
// $folded: the name as folded
// $text: the name as printed
MATCH (n:Name)-[:NAMES]->(p:Provider)
WHERE n.text = $text OR n.folded = $folded
RETURN DISTINCT p.key AS key, p.name AS name ORDER BY name, key
