// The demo as the outside sees it: starts it in a folder of its own and reads ready.json; nothing else is known here.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Pictures and logs for a person to look at. */
export const OUT = path.join(ROOT, 'target/e2e');

export async function demo() {
  fs.mkdirSync(OUT, { recursive: true });
  const state = fs.mkdtempSync(path.join(os.tmpdir(), 'nekonote-e2e-'));
  // Journeys run side by side, each with a demo of its own.
  const name = `demo-${path.basename(process.argv[1], '.test.mjs')}.log`;
  const log = fs.openSync(path.join(OUT, name), 'w');
  const child = spawn(path.join(ROOT, 'target/debug/nekonote'), ['demo', '--state', state], { stdio: ['ignore', 'ignore', log] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const file = path.join(state, 'ready.json');
  for (let tries = 0; !fs.existsSync(file); tries += 1) {
    if (child.exitCode !== null || tries > 600) throw new Error(`the demo did not come up; see target/e2e/${name}`);
    await wait(100);
  }
  const ready = JSON.parse(fs.readFileSync(file, 'utf8'));
  const at = (relative) => path.join(state, relative);
  return {
    ...ready,
    origin: new URL(ready.portal).origin,
    ca: fs.readFileSync(at(ready.ca)),
    actor: (name) => ({ name, ...ready.actors[name], certPath: at(ready.actors[name].cert), keyPath: at(ready.actors[name].key) }),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      fs.rmSync(state, { recursive: true, force: true });
    },
  };
}
