// What must be true of every page, whoever reads it.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { HtmlValidate } from 'html-validate';
import { person } from './chromium.js';
import { figures } from './numbers.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// What one scheme shows, the other does, in other colours: all rules once, those about
// colours twice.
const RULES = { light: undefined, dark: ['color-contrast', 'link-in-text-block'] };
const validator = new HtmlValidate({ root: true, extends: ['html-validate:standard'] });

// What a page may weigh with all it loads, as sent; and its parts.
const BUDGET = { page: 300_000, script: 60_000, stylesheet: 80_000 };

// Looks at one page after the other, as somebody with a browser of their own.
export class Looker {
  static async new(browser, service, options) {
    const looker = new Looker();
    looker.page = await person(browser, service, options);
    const context = looker.page.context();
    await context.addInitScript({ content: AXE });
    looker.requests = [];
    // What is kept from an earlier page weighs what it weighed then.
    looker.weights = new Map();
    looker.heaviest = {};
    context.on('requestfinished', (request) => looker.requests.push(request));
    return looker;
  }

  // Gives the page at PATH: its faults by what they are about, its links and figures.
  async look(path, expected = 200) {
    const { page } = this;
    const context = page.context();
    context.faults.length = this.requests.length = 0;
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
    const answer = await page.goto(path);
    if (answer.status() !== expected) return { faults: { answers: [`answers ${answer.status()}`] }, links: [] };
    const faults = { html: await html(await answer.text()), size: await this.heavy(), axe: [] };
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      const found = await page.evaluate(accessible, RULES[colorScheme]);
      faults.axe.push(...found.map((fault) => `${fault} (${colorScheme})`));
    }
    await page.setViewportSize({ width: 320, height: 640 });
    faults.narrow = await page.evaluate(narrow);
    // The console names every answer that is no good one, also one that is looked for.
    faults.policy = context.faults.filter((fault) => expected === 200 || !fault.includes(`status of ${expected}`));
    return { faults, links: await page.evaluate(leading), figures: await page.evaluate(figures) };
  }

  async heavy() {
    await this.page.waitForLoadState('networkidle');
    const weights = { page: 0, script: 0, stylesheet: 0 };
    for (const request of this.requests) {
      const { responseBodySize } = await request.sizes();
      const weight = Math.max(responseBodySize, this.weights.get(request.url()) ?? 0);
      this.weights.set(request.url(), weight);
      weights.page += weight;
      if (request.resourceType() in weights) weights[request.resourceType()] += weight;
    }
    const heavy = Object.keys(weights).filter((part) => weights[part] > BUDGET[part]);
    for (const part in weights) this.heaviest[part] = Math.max(this.heaviest[part] ?? 0, weights[part]);
    return heavy.map((part) => `${part}: ${weights[part]} bytes, more than ${BUDGET[part]}`);
  }
}

async function html(text) {
  const report = await validator.validateString(text);
  const messages = report.results.flatMap((result) => result.messages);
  return messages.map(({ line, ruleId, message }) => `line ${line}: ${message} (${ruleId})`);
}

/* global axe, document */

// In the page: everything that axe finds wrong, by these rules or by all.
async function accessible(rules) {
  const { violations } = await axe.run(document, { resultTypes: ['violations'], runOnly: rules });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary.split('\n').slice(1).join(';')}`),
  );
}

// In the page: whether one has to scroll sideways.
function narrow() {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.body.querySelectorAll('*')].filter((element) => {
    const scrolls = element.closest('.scroll') !== null;
    return !scrolls && element.getBoundingClientRect().right > clientWidth + 0.5;
  });
  const names = wide.slice(-3).map((element) => element.outerHTML.slice(0, 80));
  return [`${scrollWidth} px wide on ${clientWidth}: ${names.join(' … ')}`];
}

// In the page: every address it names.
function leading() {
  const hrefs = [...document.querySelectorAll('a[href], link[href], area[href]')];
  return [...new Set(hrefs.map((link) => new URL(link.href.baseVal ?? link.href, document.baseURI).href))];
}
