-- What a submission must make durable, and nothing else: 20 organisations, 50,000 policies.
CREATE TABLE policy (
    id bigint PRIMARY KEY, tenant int NOT NULL, pet bigint NOT NULL, status smallint NOT NULL, starts date NOT NULL,
    ends date NOT NULL, annual_limit bigint NOT NULL, used bigint NOT NULL DEFAULT 0, deductible bigint NOT NULL,
    coinsurance smallint NOT NULL, version int NOT NULL DEFAULT 0
);
CREATE TABLE claim (
    id uuid PRIMARY KEY, tenant int NOT NULL, policy_id bigint NOT NULL REFERENCES policy (id), pet bigint NOT NULL,
    external_no text NOT NULL, status smallint NOT NULL, kind smallint NOT NULL, incident date NOT NULL,
    submitted timestamptz NOT NULL, submitter bigint NOT NULL, vet_practice bigint NOT NULL, currency char(3) NOT NULL,
    claimed bigint NOT NULL, approved bigint, diagnosis_enc bytea NOT NULL, notes_enc bytea NOT NULL, dek_id uuid NOT NULL,
    idem_key text NOT NULL, version int NOT NULL, updated timestamptz NOT NULL, UNIQUE (tenant, idem_key)
);
CREATE INDEX ON claim (tenant, status, submitted DESC, id);
CREATE INDEX ON claim (policy_id, incident);
CREATE TABLE claim_line (
    claim_id uuid NOT NULL REFERENCES claim (id), line smallint NOT NULL, code text NOT NULL, qty int NOT NULL,
    unit bigint NOT NULL, amount bigint NOT NULL, covered boolean, PRIMARY KEY (claim_id, line)
);
CREATE TABLE outbox (
    id bigserial PRIMARY KEY, tenant int NOT NULL, topic text NOT NULL, key uuid NOT NULL, payload jsonb NOT NULL,
    created timestamptz NOT NULL DEFAULT now(), sent timestamptz
);
CREATE INDEX ON outbox (id) WHERE sent IS NULL;
INSERT INTO policy
SELECT i, i % 20, i, 1, date '2026-01-01', date '2026-12-31', 100000000000, 0, 10000, 20, 0 FROM generate_series(1, 50000) i;
ANALYZE;
