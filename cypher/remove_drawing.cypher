// Take away all that was drawn from claims, a thousand nodes at a time; claims and documents stay.
MATCH (n)
WHERE n:Hop OR n:Incident OR n:Call OR n:Campaign OR n:Action OR n:Name OR n:Provider
WITH n LIMIT 1000
DETACH DELETE n
RETURN count(*) AS gone
