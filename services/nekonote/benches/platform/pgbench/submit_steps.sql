\set pid random(1,50000)
\set amt random(1000,90000)
\set r random(1,2000000000)
\set r2 random(1,2000000000)
BEGIN;
SELECT id, status, starts, ends, annual_limit, used, deductible, coinsurance FROM policy WHERE id = :pid;
UPDATE policy SET used = used + 5*:amt, version = version + 1 WHERE id = :pid AND status = 1 AND used + 5*:amt <= annual_limit;
INSERT INTO claim VALUES (md5(:r::text||'-'||:r2::text)::uuid, :pid % 20, :pid, :pid, 'C-'||:r::text, 1, 2, '2026-05-01', now(), 77, 42, 'EUR', 5*:amt, NULL, decode(repeat('ab',96),'hex'), decode(repeat('cd',160),'hex'), '6f1d1b0e-0000-4000-8000-000000000001', :r::text||'-'||:r2::text, 0, now());
INSERT INTO claim_line VALUES (md5(:r::text||'-'||:r2::text)::uuid, 1, 'CONSULT', 1, :amt, :amt, NULL);
INSERT INTO claim_line VALUES (md5(:r::text||'-'||:r2::text)::uuid, 2, 'XRAY', 1, :amt, :amt, NULL);
INSERT INTO claim_line VALUES (md5(:r::text||'-'||:r2::text)::uuid, 3, 'BLOOD', 1, :amt, :amt, NULL);
INSERT INTO claim_line VALUES (md5(:r::text||'-'||:r2::text)::uuid, 4, 'MEDS', 1, :amt, :amt, NULL);
INSERT INTO claim_line VALUES (md5(:r::text||'-'||:r2::text)::uuid, 5, 'SURGERY', 1, :amt, :amt, NULL);
INSERT INTO outbox (tenant, topic, key, payload) VALUES (:pid % 20, 'claim.submitted', md5(:r::text||'-'||:r2::text)::uuid, jsonb_build_object('claim', :r::bigint, 'policy', :pid::bigint, 'amount', 5*:amt::bigint));
COMMIT;
