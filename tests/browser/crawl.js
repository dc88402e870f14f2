// All pages that can be reached from some.
import { signIn } from './chromium.js';
import { compare } from './numbers.js';
import { Looker } from './page.js';

// So many pages are looked at side by side.
const TABS = 3;

const isPage = (path) => !/^\/(v1|assets|docs|oauth)\b|\.\w+$|\?/.test(path);

// Of pages that differ in what they are about, where everybody sees others, so many are
// looked at; the others must answer.
const SOME = 2;

// The address without what the page is about.
export const kindOf = (path) => path.replace(/\?.*/, '').replace(/\/([0-9a-f]{8}-[-0-9a-f]{27}|IK-[-\d]+|\d+)(?=\/|$)/, '/ID');

export class Crawl {
  // Looks at the pages at `paths` (with the status that each must have), and at all that
  // they lead to; asks for every other address they name. `numbers`: whether the figures
  // are compared with the API's; `within`: looks only at what lies there, and only at
  // some pages of each kind.
  static async run({ browser, service }, { who, paths, numbers, within }) {
    const crawl = new Crawl();
    Object.assign(crawl, { service, paths, numbers, within, faults: {}, kinds: {} });
    Object.assign(crawl, { others: new Map(), answers: new Map() });
    crawl.waiting = Object.keys(paths);
    crawl.known = new Set(crawl.waiting);
    const lookers = await Promise.all(Array.from({ length: TABS }, () => Looker.new(browser, service)));
    for (const looker of who ? lookers : []) {
      await signIn(looker.page, who);
      // What signing in loads is kept; how much that was is known from now on.
      await looker.heavy();
      looker.heaviest = {};
    }
    await Promise.all(lookers.map((looker) => crawl.look(looker)));
    await Promise.all(lookers.flatMap((looker) => [crawl.ask(looker), crawl.ask(looker)]));
    const most = (part) => Math.max(...lookers.map(({ heaviest }) => heaviest[part]));
    crawl.heaviest = ['page', 'script', 'stylesheet'].map((part) => `${part} ${most(part)}`).join(', ');
    for (const { page } of lookers) await page.context().close();
    return crawl;
  }

  async look(looker) {
    while (this.waiting.length || this.busy) {
      const path = this.waiting.shift();
      if (!path) {
        await new Promise((go) => setTimeout(go, 20));
        continue;
      }
      this.busy = (this.busy ?? 0) + 1;
      const { faults, links, figures } = await looker.look(path, this.paths[path]);
      if (this.numbers && figures) faults.numbers = await compare(figures, (json) => this.answer(json));
      for (const [about, found] of Object.entries(faults)) this.note(about, path, found);
      for (const link of links) this.add(link, path);
      this.busy--;
    }
  }

  add(address, from) {
    if (!URL.canParse(address)) return this.note('answers', from, [`leads to no address: ${address}`]);
    const { origin, pathname, search } = new URL(address);
    const path = pathname + search;
    if (origin !== this.service.url || this.known.has(path)) return;
    this.known.add(path);
    if (isPage(path) && this.wants(path)) this.waiting.push(path);
    else this.others.set(path, from);
  }

  wants(path) {
    if (!this.within) return true;
    const kind = kindOf(path);
    if (!this.within.test(path) || this.kinds[kind] >= SOME) return false;
    this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
    return true;
  }

  // What a page only names must answer.
  async ask({ page }) {
    for (const [path, from] of this.others) {
      if (this.asked?.has(path)) continue;
      this.asked = (this.asked ?? new Set()).add(path);
      const answer = await page.context().request.get(path);
      if (!answer.ok()) this.note('answers', from, [`leads to ${path}, which answers ${answer.status()}`]);
      await answer.dispose();
    }
  }

  answer(json) {
    if (!this.answers.has(json)) this.answers.set(json, this.service.api('GET', json));
    return this.answers.get(json);
  }

  note(about, path, found) {
    (this.faults[about] ??= []).push(...found.map((fault) => `${path}: ${fault}`));
  }

  get looked() {
    return [...this.known].filter((path) => !this.others.has(path));
  }
}
