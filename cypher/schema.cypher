// One provider, name, incident ... per key, and the indexes that loading and walking need.
CREATE CONSTRAINT document_sha256 IF NOT EXISTS FOR (n:Document) REQUIRE n.sha256 IS UNIQUE;
CREATE CONSTRAINT claim_id IF NOT EXISTS FOR (n:Claim) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT provider_key IF NOT EXISTS FOR (n:Provider) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT name_text IF NOT EXISTS FOR (n:Name) REQUIRE n.text IS UNIQUE;
CREATE CONSTRAINT incident_id IF NOT EXISTS FOR (n:Incident) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT call_id IF NOT EXISTS FOR (n:Call) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT campaign_name IF NOT EXISTS FOR (n:Campaign) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT hop_id IF NOT EXISTS FOR (n:Hop) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT action_id IF NOT EXISTS FOR (n:Action) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT projection_id IF NOT EXISTS FOR (n:Projection) REQUIRE n.id IS UNIQUE;
CREATE INDEX claim_incident IF NOT EXISTS FOR (n:Claim) ON (n.incident);
CREATE INDEX claim_upstream IF NOT EXISTS FOR (n:Claim) ON (n.upstream);
