// Runs the parts named, or all of them, against the program given.
import { after, before, describe } from 'node:test';
import { launch } from './chromium.js';
import { pages } from './pages.js';
import { journeys } from './journeys.js';
import { Service } from './service.js';

const PARTS = { journeys, pages };

const [program, ...chosen] = process.argv.slice(2);
const unknown = chosen.filter((part) => !(part in PARTS));
if (!program || unknown.length) {
  console.error(`node main.js PROGRAM [${Object.keys(PARTS).join('|')}]… (not ${unknown.join(', ')})`);
  process.exit(64);
}

// What was started ends with this.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

// The parts side by side, what each asks for one after the other.
describe('the pages in a browser', { concurrency: true }, () => {
  for (const [name, part] of Object.entries(PARTS)) {
    if (chosen.length && !chosen.includes(name)) continue;
    describe(name, { concurrency: 1 }, () => {
      const world = {};
      before(async () => {
        world.service = await Service.start(program);
        world.browser = await launch();
      });
      after(async () => {
        await world.browser?.close();
        await world.service?.stop();
      });
      part(world);
    });
  }
});
