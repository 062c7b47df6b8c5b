// The judgements on names that are tied to the providers they speak of.
MATCH (c:Judgement)-[:ABOUT]->(:Provider)
RETURN DISTINCT c.id AS claim ORDER BY claim
