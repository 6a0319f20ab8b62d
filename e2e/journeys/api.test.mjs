// The manners of the API, and what an attacker tries first.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { program, request, token } from '../world/api.mjs';
import { demo } from '../world/demo.mjs';

let world;
before(async () => {
  world = await demo();
});
after(async () => {
  await world?.stop();
});

const label = (name) => ({ name, colour: 'green', description: '' });

test('without a certificate the handshake is refused, and the public address explains', async () => {
  await assert.rejects(request(world, { path: '/' }), /certificate required|ECONNRESET|socket hang up|alert/i);
  const help = await request(world, { path: '/', host: '127.0.0.1', tls: { servername: '' } });
  assert.equal(help.status, 200);
  assert.match(help.text, /証明書/);
});

test('a token is bound to its certificate', async () => {
  const clinic = await program(world, 'clinic');
  assert.equal((await clinic.call('GET', '/claims')).status, 200);
  const stolen = await clinic.call('GET', '/claims', { device: world.actor('clinic2') });
  assert.equal(stolen.status, 401);
  assert.match(stolen.headers['content-type'], /application\/problem\+json/);
  const wrong = await token(world, { ...world.actor('clinic'), client_secret: 'x'.repeat(43) });
  assert.equal(wrong.status, 401);
  assert.equal(wrong.json.error, 'invalid_client');
});

test('lists have items and a cursor, items have id and revision, times are Japan’s', async () => {
  const clinic = await program(world, 'clinic');
  const first = (await clinic.call('GET', '/claims?limit=3')).json;
  assert.equal(first.items.length, 3);
  const second = (await clinic.call('GET', `/claims?limit=3&cursor=${first.next_cursor}`)).json;
  assert.equal(new Set([...first.items, ...second.items].map((item) => item.id)).size, 6);
  for (const item of first.items) {
    assert.equal(typeof item.revision, 'number');
    assert.match(item.changed_at, /\+09:00$/);
    assert.ok(Number.isInteger(item.total_yen));
  }
  assert.equal((await clinic.call('GET', '/claims?limit=101')).status, 422);
});

test('a POST says which attempt it is, and a repeat is one effect', async () => {
  const clinic = await program(world, 'clinic');
  const missing = await clinic.call('POST', '/labels', { json: label('繰り返し') });
  assert.equal(missing.status, 400);
  const headers = { 'idempotency-key': 'e2e-label' };
  const made = await clinic.call('POST', '/labels', { headers, json: label('繰り返し') });
  const again = await clinic.call('POST', '/labels', { headers, json: label('繰り返し') });
  assert.equal(made.status, 201);
  assert.equal(again.json.id, made.json.id);
  const other = await clinic.call('POST', '/labels', { headers, json: label('別の内容') });
  assert.equal(other.status, 422);
});

test('fifty duplicates at once are one effect', async () => {
  const clinic = await program(world, 'clinic');
  const post = () => clinic.call('POST', '/labels', { headers: { 'idempotency-key': 'e2e-fifty' }, json: label('五十回') });
  const answers = await Promise.all(Array.from({ length: 50 }, post));
  const ids = new Set(answers.filter((answer) => answer.status === 201).map((answer) => answer.json.id));
  assert.equal(ids.size, 1);
  for (const answer of answers) assert.ok([201, 409].includes(answer.status), `${answer.status} ${answer.text}`);
});

test('a change says which revision it has seen', async () => {
  const clinic = await program(world, 'clinic');
  const draft = (await clinic.call('GET', '/claims?status=draft&limit=1')).json.items[0];
  const json = { diagnosis: '外耳炎', onset_on: null, note: '', lines: [] };
  const put = (headers) => clinic.call('PUT', `/claims/${draft.id}/treatment`, { headers, json });
  assert.equal((await put({})).status, 428);
  assert.equal((await put({ 'if-match': '"999"' })).status, 412);
  assert.equal((await put({ 'if-match': `"${draft.revision}"` })).status, 200);
  const shown = await clinic.call('GET', `/claims/${draft.id}`);
  assert.equal(shown.headers.etag, `"${draft.revision + 1}"`);
});

test('an incomplete claim learns of every gap at once, with pointers', async () => {
  const clinic = await program(world, 'clinic');
  const insurer = world.actor('insurer');
  const found = (await clinic.call('GET', '/policies/lookup?policy_number=AB-2048-771951')).json.items[0];
  assert.ok(found, insurer.organisation);
  const headers = (key) => ({ 'idempotency-key': key });
  const start = { policy_number: found.policy_number, insurer_id: found.insurer_id };
  const started = (await clinic.call('POST', '/claims', { headers: headers('e2e-gaps'), json: start })).json;
  const submit = { revision: started.revision, document_ids: [], consent_version: '' };
  const refused = await clinic.call('POST', `/claims/${started.id}/submit`, { headers: headers('e2e-gaps-submit'), json: submit });
  assert.equal(refused.status, 422);
  assert.ok(refused.json.errors.length >= 6, refused.text);
  for (const error of refused.json.errors) assert.match(error.pointer, /^#\//);
});

test('what is not one’s own is not there, and identity headers from outside mean nothing', async () => {
  const clinic = await program(world, 'clinic');
  const stranger = await program(world, 'clinic2');
  const own = (await clinic.call('GET', '/claims?limit=1')).json.items[0];
  const headers = { 'x-client-cert': 'x', 'x-forwarded-for': '127.0.0.1', 'nekonote-actor': 'x', 'x-organisation-id': own.clinic_id };
  assert.equal((await stranger.call('GET', `/claims/${own.id}`, { headers })).status, 404);
  const draft = (await clinic.call('GET', '/claims?status=draft&limit=1')).json.items[0];
  const insurer = await program(world, 'insurer');
  const insurer2 = await program(world, 'insurer2');
  assert.equal((await insurer.call('GET', `/claims/${draft.id}`)).status, 404, 'a draft is the clinic’s alone');
  assert.equal((await insurer2.call('GET', `/claims/${draft.id}`)).status, 404);
  assert.equal((await clinic.call('POST', `/claims/${own.id}/approve`, { headers: { 'idempotency-key': 'e2e-approve' }, json: { revision: own.revision } })).status, 403);
});

test('SNI and Host must agree', async () => {
  const clinic = await program(world, 'clinic');
  const answer = await clinic.call('GET', '/claims', { headers: { host: 'evil.example' }, tls: { servername: 'localhost' } });
  assert.equal(answer.status, 421);
});

test('a revoked certificate is out within five seconds, also on an open connection', async () => {
  const clinic = await program(world, 'clinic');
  const own = (await clinic.call('GET', '/certificates')).json.items[0];
  const revoked = await clinic.call('POST', `/certificates/${own.id}/revoke`, { headers: { 'idempotency-key': 'e2e-revoke' }, json: { revision: own.revision } });
  assert.equal(revoked.status, 200, revoked.text);
  const until = Date.now() + 5_000;
  let out = false;
  while (!out && Date.now() < until + 2_000) {
    out = await clinic.call('GET', '/claims').then((answer) => answer.status === 401, () => true);
  }
  assert.ok(out, 'the door is closed');
});
