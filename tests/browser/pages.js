// Every page there is: reached from the first one, in both languages, by whoever may.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signIn } from './chromium.js';
import { Looker } from './page.js';

// So many pages are looked at side by side.
const TABS = 3;

// Addresses with a question are too many to be looked at one by one: these stand for them.
const ASKED = [
  '/?asOf=2021-06-30',
  '/karte?view=tiles',
  '/karte?handlungsfeld=4&asOf=2021-06-30',
  '/matrix?asOf=2021-06-30',
  '/massnahmen?q=Sprache',
  '/massnahmen?handlungsfeld=4&status=running&stadtteil=06&sort=-updatedAt',
  '/massnahmen?q=gibtesnicht',
  '/stadtteile/06?asOf=2021-06-30',
];
const REFUSED = { '/gibtesnicht': 404, '/massnahmen/gibtesnicht': 404, '/massnahmen?status=x&handlungsfeld=99': 400 };

const english = (path) => (path === '/' ? '/en' : path.startsWith('/?') ? `/en${path.slice(1)}` : `/en${path}`);
const both = (paths) => paths.flatMap((path) => [path, english(path)]);

// All that can be reached from START. Others are asked, but not looked at.
class Crawl {
  constructor(service, lookers) {
    Object.assign(this, { service, lookers, faults: [], known: new Set(), waiting: [], others: new Map() });
  }

  add(address, from) {
    if (!URL.canParse(address, this.service.url)) return this.faults.push(`${from}: leads to no address: ${address}`);
    const { origin, pathname, search } = new URL(address, this.service.url);
    if (origin !== this.service.url || this.known.has(pathname + search)) return;
    this.known.add(pathname + search);
    const isPage = !search && !/^\/(v1|assets|docs|oauth)\b/.test(pathname) && !/\.\w+$/.test(pathname);
    if (isPage || !from) this.waiting.push(pathname + search);
    else this.others.set(pathname + search, from);
  }

  async run() {
    let busy = 0;
    const work = async (looker) => {
      while (this.waiting.length || busy) {
        const path = this.waiting.shift();
        if (!path) {
          await new Promise((go) => setTimeout(go, 20));
          continue;
        }
        busy++;
        const expected = REFUSED[path.replace(/^\/en/, '')];
        const { faults, links } = await looker.look(path, expected);
        // That the answer is no good one is what was asked for.
        const told = faults.filter((fault) => !(expected && fault.includes(`status of ${expected}`)));
        this.faults.push(...told.map((fault) => `${path}: ${fault}`));
        for (const link of links) this.add(link, path);
        busy--;
      }
    };
    await Promise.all(this.lookers.map(work));
  }

  // Every other address that a page names must answer.
  async ask() {
    const waiting = [...this.others];
    const { request } = this.lookers[0].page.context();
    const work = async () => {
      for (let next; (next = waiting.pop()); ) {
        const answer = await request.get(next[0], { maxRedirects: 5 });
        if (!answer.ok()) this.faults.push(`${next[1]}: leads to ${next[0]}, which answers ${answer.status()}`);
        await answer.dispose();
      }
    };
    await Promise.all(Array.from({ length: 6 }, work));
  }
}

async function crawl(browser, service, { who, paths }) {
  const lookers = await Promise.all(Array.from({ length: TABS }, () => Looker.new(browser, service)));
  if (who) for (const { page } of lookers) await signIn(page, who);
  const crawl = new Crawl(service, lookers);
  for (const path of paths) crawl.add(path);
  await crawl.run();
  await crawl.ask();
  for (const { page } of lookers) await page.context().close();
  const pages = [...crawl.known].filter((path) => !crawl.others.has(path));
  console.log(`# ${pages.length} pages looked at, ${crawl.others.size} other addresses asked`);
  assert.deepEqual(crawl.faults, [], crawl.faults.join('\n'));
  return pages;
}

export function pages(world) {
  test('every public page can be read by everybody', async () => {
    const { browser, service } = world;
    const paths = both(['/', ...ASKED, ...Object.keys(REFUSED)]);
    const pages = await crawl(browser, service, { paths });
    for (const start of ['/karte', '/matrix/', '/massnahmen/', '/traeger/', '/handlungsfelder/', '/stadtteile/']) {
      assert(pages.some((path) => path.startsWith(`/en${start}`)), `no page below /en${start}`);
    }
  });
}
