// What must be true of every page, whoever reads it.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { HtmlValidate } from 'html-validate';
import { person } from './chromium.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const validator = new HtmlValidate({ root: true, extends: ['html-validate:standard'] });

// Looks at one page after the other, and remembers what is wrong with them.
export class Looker {
  static async new(browser, service, options) {
    const looker = new Looker();
    looker.page = await person(browser, service, options);
    await looker.page.context().addInitScript({ content: AXE });
    return looker;
  }

  // Gives the faults of the page at PATH, and where its links lead.
  async look(path, expected = 200) {
    const { page } = this;
    const [faults, seen] = [[], page.context().faults.length];
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
    const answer = await page.goto(path);
    if (answer.status() !== expected) return { faults: [`answers ${answer.status()}`], links: [] };
    faults.push(...(await html(await answer.text())));
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      faults.push(...(await page.evaluate(accessible)).map((fault) => `axe, ${colorScheme}: ${fault}`));
    }
    await page.setViewportSize({ width: 320, height: 640 });
    faults.push(...(await page.evaluate(narrow)));
    const links = await page.evaluate(leading);
    faults.push(...page.context().faults.slice(seen));
    return { faults, links };
  }
}

async function html(text) {
  const report = await validator.validateString(text);
  const messages = report.results.flatMap((result) => result.messages);
  return messages.map(({ line, ruleId, message }) => `HTML, line ${line}: ${message} (${ruleId})`);
}

/* global axe, document */

// In the page: everything that axe finds wrong.
async function accessible() {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
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
