// What people come for, from the first page on, as they would: with and without JavaScript.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { person, signIn } from './chromium.js';
import { PASSWORD } from './service.js';

// A journey of one or several people, each with a browser of their own.
function journey(world, name, walk) {
  for (const javaScriptEnabled of [true, false]) {
    test(`${name}, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
      const people = [];
      const somebody = async (who) => {
        const page = await person(world.browser, world.service, { javaScriptEnabled });
        people.push(page);
        if (who) await signIn(page, who);
        return page;
      };
      await walk(somebody, javaScriptEnabled ? 'mit' : 'ohne');
      for (const page of people) {
        assert.deepEqual(page.context().faults, []);
        await page.context().close();
      }
    });
  }
}

// As it reads: some blanks in it hold two words together.
const heading = async (page) => (await page.getByRole('heading', { level: 1 }).innerText()).replaceAll('\u00a0', ' ');

export function journeys(world) {
  test('whoever starts it signs in with the password from the terminal, and chooses another', async () => {
    const { administrator } = world.service;
    const page = await person(world.browser, world.service);
    await signIn(page, administrator);
    await page.getByLabel('Bisheriges Passwort').fill(administrator.password);
    await page.getByLabel('Neues Passwort').fill(PASSWORD);
    await page.getByRole('button', { name: 'Passwort ändern' }).click();
    await page.getByRole('button', { name: 'Abmelden', exact: true }).click();
    await signIn(page, { ...administrator, password: PASSWORD });
    assert.equal(new URL(page.url()).pathname, '/start');
    world.service.office = await world.service.token({ ...administrator, password: PASSWORD });
    assert.deepEqual(page.context().faults, []);
    await page.context().close();
  });

  journey(world, 'a measure is found on the map', async (somebody) => {
    const page = await somebody();
    await page.goto('/');
    await page.getByRole('link', { name: 'Karte', exact: true }).click();
    await page.getByRole('link', { name: /^Neue Neustadt: \d+ Maßnahmen$/ }).click();
    assert.equal(await heading(page), 'Neue Neustadt');
    const link = page.getByRole('link', { name: 'Vielfalt gestalten – Integration im Gemeinwesen' });
    await link.click();
    assert.equal(await heading(page), 'Vielfalt gestalten – Integration im Gemeinwesen');
    await page.goBack();
    assert.equal(await heading(page), 'Neue Neustadt');
  });

  journey(world, 'a measure is registered, returned, corrected, published', async (somebody, how) => {
    const { service } = world;
    const memberships = [{ carrier: service.carrier, role: 'officer' }];
    const anna = await service.person({ email: `anna-${how}@example.org`, name: 'Anna Berg', memberships });
    const pia = await service.person({ email: `pia-${how}@example.org`, name: 'Pia Plan', role: 'planner' });
    const [carrier, office, reader] = [await somebody(anna), await somebody(pia), await somebody()];
    const title = `Sprachkurs am Vormittag ${how}`;

    await carrier.getByRole('link', { name: 'Neue Maßnahme erfassen' }).click();
    await carrier.getByLabel('Titel').fill('Kurs');
    await carrier.getByLabel('In zwei, drei Sätzen').fill('Deutsch für Eltern, mit Kinderbetreuung.');
    await carrier.getByLabel('Handlungsfeld', { exact: true }).selectOption({ label: '2 Spracherwerb' });
    await carrier.getByRole('button', { name: 'Speichern und weiter' }).click();
    await carrier.getByRole('radio', { name: 'ganze Stadt' }).check();
    await carrier.getByRole('checkbox').last().check();
    await carrier.getByRole('button', { name: 'Speichern und weiter' }).click();
    await carrier.getByLabel('Geplanter Beginn').fill('03.2021');
    await carrier.getByLabel('unbefristet').check();
    await carrier.getByRole('button', { name: 'Speichern und weiter' }).click();
    await carrier.getByRole('button', { name: 'Einreichen' }).click();
    await carrier.getByText('eingereicht, wird geprüft').waitFor();

    const open = async (name) => {
      await office.goto('/start');
      await office.getByRole('link', { name: 'Zur Prüfung' }).click();
      await office.getByRole('link', { name, exact: true }).click();
    };
    await open('Kurs');
    await office.locator('summary').filter({ hasText: /^Bemerkung: Titel$/ }).click();
    await office.getByLabel('Bemerkung zu Titel').fill('Bitte so, dass man weiß, worum es geht.');
    await office.getByRole('button', { name: 'Mit Bemerkungen zurückgeben' }).click();

    await carrier.goto('/start');
    await carrier.getByRole('link', { name: 'Kurs', exact: true }).first().click();
    await carrier.getByRole('link', { name: /Bitte so, dass man weiß/ }).click();
    await carrier.getByLabel('Titel').fill(title);
    await carrier.getByRole('button', { name: 'Speichern und später weiter' }).click();
    await carrier.goto('/start');
    await carrier.getByRole('link', { name: title, exact: true }).first().click();
    await carrier.getByRole('button', { name: 'Einreichen' }).click();

    await open(title);
    await office.getByRole('button', { name: 'Veröffentlichen' }).click();

    await reader.goto('/massnahmen');
    await reader.getByLabel('Suchen').fill('Vormittag');
    await reader.getByRole('button', { name: 'Suchen' }).click();
    await reader.getByRole('link', { name: title, exact: true }).click();
    assert.equal(await heading(reader), title);
  });

  journey(world, 'a status is changed in three steps from home', async (somebody, how) => {
    const { service } = world;
    const memberships = [{ carrier: service.carrier, role: 'officer' }];
    const who = await service.person({ email: `stand-${how}@example.org`, name: 'Anna Berg', memberships });
    const title = `Lerncafé ${how}`;
    const measure = await service.published(title, who);
    const page = await somebody(who);
    const item = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: title, exact: true }) });
    await item.getByRole('link', { name: 'Stand ändern' }).first().click();
    await page.getByRole('radio', { name: 'läuft' }).check();
    await page.getByRole('button', { name: 'Eintragen' }).click();
    await page.getByText('läuft seit').waitFor();
    assert.equal((await service.api('GET', `/v1/measures/${measure.id}`)).status, 'running');
  });

  journey(world, 'a narrowed list is taken home as a file', async (somebody) => {
    const page = await somebody();
    await page.goto('/massnahmen');
    await page.getByLabel('Handlungsfeld').selectOption({ label: '5 Teilhabe' });
    await page.getByLabel('Stand der Arbeit').selectOption({ label: 'läuft' });
    await page.getByRole('button', { name: 'Suchen' }).click();
    const count = Number.parseInt(await page.getByText(/^\d+\sMaßnahmen?$/).innerText(), 10);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV', exact: true }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    const asked = '/v1/measures?handlungsfeld=5&status=running&limit=200';
    const { items, total } = await world.service.api('GET', asked);
    assert.equal(count, total);
    for (const { reference } of items) assert(text.includes(reference), `no ${reference} in the file`);
    assert.equal(rows(text), total + 1);
  });

  test('a long list is narrowed by typing', async () => {
    const { service, browser } = world;
    const memberships = [{ carrier: service.carrier, role: 'officer' }];
    const who = await service.person({ email: 'liste@example.org', name: 'Anna Berg', memberships });
    const { id } = await service.api('POST', '/v1/measures', { leadCarrier: service.carrier, title: 'Kurs' }, who.token);
    const page = await person(browser, service);
    await signIn(page, who);
    await page.goto(`/erfassen/${id}/schritt/2`);
    await page.getByRole('radio', { name: 'bestimmte Stadtteile' }).check();
    const list = page.getByRole('group', { name: 'Stadtteile', exact: true });
    const boxes = list.getByRole('checkbox');
    assert.equal(await boxes.count(), 40);
    await list.getByRole('checkbox', { name: 'Altstadt' }).check();
    const field = list.getByLabel('Liste eingrenzen');
    await field.fill('NEUSTAEDT');
    await list.getByText('0 von 40 passen').waitFor();
    await field.fill('neustädt');
    const { items } = await service.api('GET', '/v1/stadtteile');
    const fits = items.filter(({ name }) => /neust[aä]dt/i.test(name)).length;
    await list.getByText(`${fits} von 40 passen`).waitFor();
    assert.equal(await boxes.count(), fits + 1, 'and the one that is ticked');
    await field.press('Enter');
    assert.match(page.url(), /schritt\/2$/, 'the form was not sent');
    const asked = page.waitForEvent('dialog');
    page.evaluate(() => location.assign('/start')).catch(() => {});
    await (await asked).dismiss();
    assert.match(page.url(), /schritt\/2$/, 'who leaves with something typed is asked');
    await page.getByRole('button', { name: 'Speichern und später weiter' }).click();
    await page.waitForURL(/start/);
    const { stadtteile } = await service.api('GET', `/v1/measures/${id}`, undefined, who.token);
    assert.equal(stadtteile.length, 1);
    assert.deepEqual(page.context().faults, []);
    await page.context().close();
  });

  test('a citation and an address are copied', async () => {
    const { service, browser } = world;
    const page = await person(browser, service, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.goto('/massnahmen');
    await page.locator('main h3 a').first().click();
    const copied = async (name) => {
      const button = page.getByRole('button', { name });
      await button.click();
      await page.getByRole('status').filter({ hasText: 'kopiert' }).last().waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    const address = await copied('Adresse kopieren');
    assert.equal(address, page.url());
    assert((await copied('Zitat kopieren')).endsWith(`. ${address}`));
    await page.getByRole('button', { name: 'Drucken' }).waitFor();
    assert.deepEqual(page.context().faults, []);
    await page.context().close();
  });

  test('a Stadtteil on the map and its row in the table light up together', async () => {
    const { service, browser } = world;
    const page = await person(browser, service);
    await page.goto('/karte');
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'Neue Neustadt', exact: true }) });
    const shape = page.getByRole('link', { name: /^Neue Neustadt: / });
    await shape.focus();
    await page.waitForFunction((row) => row.className === 'hot', await row.elementHandle());
    await shape.blur();
    await row.hover();
    await page.locator('svg.map a.hot[aria-label^="Neue Neustadt: "]').waitFor();
    assert.deepEqual(page.context().faults, []);
    await page.context().close();
  });

  journey(world, 'a file is imported', async (somebody, how) => {
    const { service } = world;
    const pia = await service.person({ email: `datei-${how}@example.org`, name: 'Pia Datei', role: 'planner' });
    const page = await somebody(pia);
    await page.goto('/import');
    const file = join(service.folder, `massnahmen-${how}.csv`);
    const rows = [`Nähkurs ${how};${service.carrier}`, `Tanzkurs ${how};${service.carrier}`, 'Ohne Träger;niemand'];
    await writeFile(file, `Titel;Träger (ID)\n${rows.join('\n')}\n`);
    await page.getByLabel('Datei').setInputFiles(file);
    await page.getByRole('button', { name: 'Hochladen und ansehen' }).click();
    await page.getByText(`Nähkurs ${how}`).first().waitFor();
    await page.getByText('niemand').first().waitFor();
    await page.getByLabel('Die abgelehnten Zeilen übergehen').check();
    await page.getByRole('button', { name: 'Übernehmen' }).click();
    await page.getByText('Übernommen.').waitFor();
    for (const title of [`Nähkurs ${how}`, `Tanzkurs ${how}`]) {
      const asked = `/v1/measures?q=${encodeURIComponent(title)}&publication=draft`;
      assert.equal((await service.api('GET', asked, undefined, pia.token)).total, 1);
    }
    await page.goto('/verwaltung/massnahmen');
    await page.getByRole('link', { name: `Tanzkurs ${how}`, exact: true }).waitFor();
  });
}

// Line breaks within quotes are none.
const rows = (csv) => csv.replace(/"(?:[^"]|"")*"/g, '').trim().split(/\r?\n/).length;
