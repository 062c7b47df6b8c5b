// The providers of these names, each with every name printed for it.
// $texts: names as printed
// $as_of: countries only as known by then (an instant in UTC), or null
UNWIND $texts AS text
MATCH (n:Name {text: text})-[:NAMES]->(p:Provider)
MATCH (p)<-[:NAMES]-(m:Name)
WITH text, p, collect(m.text) AS names
OPTIONAL MATCH (p)<-[:ABOUT]-(c:Claim)
WHERE c.kind = 'identified' AND ($as_of IS NULL OR c.known_at <= $as_of)
RETURN text, p.key AS key, p.name AS name, min(c.country) AS country, names,
       count(DISTINCT c.frn) AS frns, count(DISTINCT c.rmd) AS rmds, count(DISTINCT c.country) AS countries
ORDER BY text
