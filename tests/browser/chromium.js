// Debian's Chromium, and people who use it.
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// With a profile of its own, which is thrown away.
export function launch() {
  return chromium.launch({ executablePath: program('chromium'), chromiumSandbox: false, args: FLAGS });
}

function program(name) {
  const found = process.env.PATH.split(':').map((folder) => join(folder, name)).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!found) throw new Error(`no ${name} on this machine`);
  return found;
}

// What no page may do: ask another host, break its own policy, write errors to the console.
export function watch(context, service, faults) {
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'data:' && origin !== service.url) faults.push(`asks elsewhere: ${request.url()}`);
  });
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      faults.push(`console, at ${message.location().url || message.page()?.url()}: ${message.text()}`);
    }
  });
  context.on('weberror', ({ error }) => faults.push(`script: ${error()?.message}`));
}

// Somebody with a browser of their own, as a page.
export async function person(browser, service, options = {}) {
  const context = await browser.newContext({ baseURL: service.url, locale: 'de-DE', ...options });
  context.setDefaultTimeout(15_000);
  context.faults = [];
  watch(context, service, context.faults);
  return context.newPage();
}

export async function signIn(page, { email, password }) {
  await page.goto('/anmelden');
  await page.getByLabel('E-Mail-Adresse').fill(email);
  await page.getByLabel('Passwort').fill(password);
  await page.getByRole('button', { name: 'Anmelden' }).click();
}
