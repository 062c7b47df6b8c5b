// Take away names that nothing prints any more.
// $rows: texts
UNWIND $rows AS text
MATCH (n:Name {text: text})
DETACH DELETE n
