// Take away providers that no name stands for any more.
// $rows: keys
UNWIND $rows AS key
MATCH (p:Provider {key: key})
DETACH DELETE p
