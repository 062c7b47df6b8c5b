// Take away whom providers take calls from, before it is counted anew.
// $rows: keys of the downstream providers
UNWIND $rows AS key
MATCH (p:Provider {key: key})-[t:TAKES_CALLS_FROM]->(q:Provider)
DELETE t
