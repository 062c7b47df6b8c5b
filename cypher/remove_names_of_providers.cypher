// Loosen names from providers before they are tied anew.
// $rows: texts of names
UNWIND $rows AS text
MATCH (n:Name {text: text})-[r:NAMES]->(p:Provider)
DELETE r
