// Take away all that tracer put into the graph, a thousand nodes at a time; what others put there stays.
MATCH (n)
WHERE n:Claim OR n:Hop OR n:Incident OR n:Call OR n:Campaign OR n:Action OR n:Name OR n:Provider OR n:Document
WITH n LIMIT 1000
DETACH DELETE n
RETURN count(*) AS gone
