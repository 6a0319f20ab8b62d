// A program with a client certificate: node's own https, so that what is on the wire is exactly what a test says.
import fs from 'node:fs';
import https from 'node:https';

export function request(world, { device, method = 'GET', path, host = 'localhost', headers = {}, body, tls = {} }) {
  const certificate = device ? { cert: fs.readFileSync(device.certPath), key: fs.readFileSync(device.keyPath) } : {};
  const port = new URL(world.origin).port;
  const options = { host, port, method, path, headers, ca: world.ca, agent: false, ...certificate, ...tls };
  return new Promise((resolve, reject) => {
    const call = https.request(options, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const json = /json/.test(answer.headers['content-type'] ?? '') ? JSON.parse(text) : undefined;
        resolve({ status: answer.statusCode, headers: answer.headers, text, json });
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}

export async function token(world, actor, device = actor) {
  const credentials = Buffer.from(`${actor.client_id}:${actor.client_secret}`).toString('base64');
  const headers = { authorization: `Basic ${credentials}`, 'content-type': 'application/x-www-form-urlencoded' };
  return request(world, { device, method: 'POST', path: '/oauth2/token', headers, body: 'grant_type=client_credentials' });
}

export async function program(world, name) {
  const actor = world.actor(name);
  const bearer = (await token(world, actor)).json.access_token;
  const call = (method, path, { headers = {}, json, device = actor, tls = {} } = {}) =>
    request(world, {
      device,
      method,
      path: `/api/v1${path}`,
      headers: { authorization: `Bearer ${bearer}`, ...(json ? { 'content-type': 'application/json' } : {}), ...headers },
      body: json && JSON.stringify(json),
      tls,
    });
  return { actor, bearer, call };
}
