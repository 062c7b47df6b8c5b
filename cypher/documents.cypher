// The documents in the graph.
MATCH (d:Document)
RETURN d.sha256 AS document, d.name AS name, d.kind AS kind, d.issuer AS issuer, d.recipient AS recipient, d.dated AS dated,
       d.mark AS mark, d.loader AS loader, d.claims AS claims, d.complete AS complete
ORDER BY dated, name, document
