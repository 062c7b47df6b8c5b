// Hold what only one transaction can hold, until this one ends; nothing stays of it.
MERGE (m:Projection {id: 'writing'})
DELETE m
