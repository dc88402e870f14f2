// Every page there is: reached from the first one, in both languages, by whoever may.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Crawl, kindOf } from './crawl.js';
import { populate } from './world.js';

// Addresses that ask something are too many to be looked at one by one: these stand for them.
const ASKED = {
  '/?asOf=2021-06-30': 200,
  '/karte?view=tiles': 200,
  '/karte?handlungsfeld=4&asOf=2021-06-30': 200,
  '/matrix?asOf=2021-06-30': 200,
  '/matrix?targetGroup=families': 200,
  '/matrix/4?targetGroup=refugees&asOf=2021-06-30': 200,
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

// Pages of those who are signed in; what a planner sees is not looked at again.
const WITHIN = /^(\/en)?\/(start|konto|erfassen|pruefung|verwaltung|luecken|sitzung|import)\b/;
const SIGNED_IN = {
  officer: {
    paths: { '/start': 200, '/start?abgelegt=1': 200, '/erfassen': 200, '/import': 200, '/pruefung': 403 },
    kinds: ['start', 'konto', 'konto/passwort', 'erfassen', 'erfassen/ID', 'erfassen/ID/schritt/2', 'erfassen/ID/status', 'import'],
  },
  planner: {
    paths: { '/start': 200, '/verwaltung/massnahmen?status=running': 200, '/verwaltung/personen': 403 },
    kinds: ['start', 'pruefung', 'pruefung/ID', 'verwaltung/massnahmen', 'verwaltung/traeger/ID', 'luecken', 'sitzung', 'import'],
  },
  administrator: {
    paths: { '/verwaltung/personen': 200, '/verwaltung/programme': 200 },
    within: /^(\/en)?\/verwaltung\/(personen|programme)\b/,
    kinds: ['verwaltung/personen', 'verwaltung/personen/ID', 'verwaltung/personen/neu', 'verwaltung/programme/neu'],
  },
};

const PUBLIC = [
  ...['', 'karte', 'matrix', 'matrix/ID', 'massnahmen', 'massnahmen/ID', 'traeger', 'traeger/ID'],
  ...['handlungsfelder/ID', 'stadtteile/ID', 'impressum', 'datenschutz', 'barrierefreiheit', 'anmelden'],
];

function proofs(name, world, question) {
  describe(name, () => {
    let crawl;
    before(async () => {
      crawl = await Crawl.run(world, question());
      const { looked, others, heaviest } = crawl;
      console.log(`# ${name}: ${looked.length} pages, bytes at most: ${heaviest}; ${others.size} other addresses`);
    });
    for (const [about, proof] of Object.entries(PROOFS)) {
      if (about === 'numbers' && name !== 'public') continue;
      test(`each page ${proof}`, () => {
        const faults = crawl.faults[about] ?? [];
        assert.equal(faults.length, 0, `\n${faults.join('\n')}`);
      });
    }
    test('there are pages of every kind, in both languages', () => {
      const kinds = both(Object.fromEntries(question().kinds.map((kind) => [`/${kind}`, 200])));
      const found = new Set(crawl.looked.map(kindOf));
      assert.deepEqual(Object.keys(kinds).filter((kind) => !found.has(kind)), []);
    });
  });
}

export function pages(world) {
  before(async () => (world.people = await populate(world.service)));
  const paths = both({ '/': 200, ...ASKED });
  proofs('public', world, () => ({ paths, kinds: PUBLIC, numbers: true }));
  for (const [role, { paths, kinds, within = WITHIN }] of Object.entries(SIGNED_IN)) {
    proofs(role, world, () => ({ who: world.people[role], paths: both(paths), kinds, within }));
  }
}
