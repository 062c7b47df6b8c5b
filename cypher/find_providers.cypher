// Providers by a part of any of their names.
// $text: a part of a name
MATCH (n:Name)-[:NAMES]->(p:Provider)
WHERE toLower(n.text) CONTAINS toLower($text)
RETURN DISTINCT p.key AS key, p.name AS name ORDER BY name, key
