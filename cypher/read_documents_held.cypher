// The documents that are in the graph, and whether all of each is.
MATCH (d:Document)
RETURN d.sha256 AS sha256, d.complete AS complete, d.read_as AS read_as, d.version AS version, d.claims AS claims ORDER BY sha256
