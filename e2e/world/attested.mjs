// What the platform has attested, checked by another implementation than ours: node's own cryptography.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { request } from './api.mjs';

/** What a signed file says, checked with the published key that it names, and its PDF. */
export async function verified(world, json, pdf) {
  const answer = await request(world, { path: '/.well-known/attestation-keys.json', host: '127.0.0.1', tls: { servername: '' } });
  const { payload, protected: header, signature } = JSON.parse(json);
  const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url'));
  assert.equal(alg, 'EdDSA');
  const jwk = answer.json.keys.find((key) => key.kid === kid);
  const thumbprint = crypto.createHash('sha256').update(JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x })).digest('base64url');
  assert.equal(kid, thumbprint);
  const key = crypto.createPublicKey({ key: jwk, format: 'jwk' });
  const signed = (input) => crypto.verify(null, Buffer.from(input), key, Buffer.from(signature, 'base64url'));
  assert.ok(signed(`${header}.${payload}`) && !signed(`${header}.${payload}A`));
  const said = JSON.parse(Buffer.from(payload, 'base64url'));
  assert.equal(said.pdf_sha256, crypto.createHash('sha256').update(pdf).digest('hex'));
  return said;
}
