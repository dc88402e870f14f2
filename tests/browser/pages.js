// Every page there is: reached from the first one, in both languages, by whoever may.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Crawl } from './crawl.js';

// Addresses that ask something are too many to be looked at one by one: these stand for them.
const ASKED = {
  '/?asOf=2021-06-30': 200,
  '/karte?view=tiles': 200,
  '/karte?handlungsfeld=4&asOf=2021-06-30': 200,
  '/matrix?asOf=2021-06-30': 200,
  '/massnahmen?q=Sprache': 200,
  '/massnahmen?handlungsfeld=4&status=running&stadtteil=06&sort=-updatedAt': 200,
  '/massnahmen?q=gibtesnicht': 200,
  '/stadtteile/06?asOf=2021-06-30': 200,
  '/massnahmen?status=x&handlungsfeld=99': 400,
  '/gibtesnicht': 404,
  '/massnahmen/gibtesnicht': 404,
};

const PROOFS = {
  answers: 'answers, and so does all that it names',
  html: 'is valid HTML',
  axe: 'is accessible, in light and dark',
  narrow: 'fits on a phone',
  policy: 'keeps to its policy, and asks nobody else',
  size: 'weighs no more than it may',
  numbers: 'says the same numbers as the API',
};

const english = (path) => (path === '/' ? '/en' : path.startsWith('/?') ? `/en${path.slice(1)}` : `/en${path}`);
const both = (paths) =>
  Object.fromEntries(Object.entries(paths).flatMap(([path, status]) => [[path, status], [english(path), status]]));

function proofs(world, whose, question) {
  describe(whose, () => {
    let crawl;
    before(async () => {
      crawl = await Crawl.run(world, question(world));
      console.log(`# ${crawl.looked.length} pages, up to ${crawl.heaviest} bytes; ${crawl.others.size} other addresses`);
    });
    for (const [about, proof] of Object.entries(PROOFS)) {
      if (about === 'numbers' && whose !== 'the public') continue;
      test(`each page ${proof}`, () => {
        const faults = crawl.faults[about] ?? [];
        assert.equal(faults.length, 0, `\n${faults.join('\n')}`);
      });
    }
    test('there are pages of every kind', () => {
      for (const start of question(world).kinds) {
        assert(crawl.looked.some((path) => path.startsWith(start)), `none at ${start}`);
      }
    });
  });
}

const PUBLIC = ['karte', 'matrix/', 'massnahmen/', 'traeger/', 'handlungsfelder/', 'stadtteile/', 'impressum'];

export function pages(world) {
  proofs(world, 'the public', () => ({
    paths: both({ '/': 200, ...ASKED }),
    numbers: true,
    kinds: PUBLIC.flatMap((kind) => [`/${kind}`, `/en/${kind}`]),
  }));
}
