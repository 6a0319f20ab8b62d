// What most journeys play on: a demo and a browser, there before a file goes on and gone after its last test.
import { after } from 'node:test';
import { launch } from './browser.mjs';
import { demo } from './demo.mjs';

export const world = await demo();
after(() => world.stop());
export const browser = await launch();
after(() => browser.close());
