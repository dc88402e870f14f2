// People and measures in every state, so that there is something on every page.
const WHOLE = {
  title: 'Sprachcafé für Eltern',
  summary: 'Jeden Dienstag im Stadtteil.',
  description: 'Mit Kinderbetreuung.\n\nOhne Anmeldung.',
  handlungsfeld: 2,
  guidelines: ['2.1'],
  reach: 'stadtteile',
  stadtteile: ['06', '08'],
  targetGroups: ['families'],
  planned: { start: '2021-03', end: '2022-12-31' },
  partners: [{ name: 'Volkshochschule' }],
  milestones: [{ title: 'Zwanzig Eltern', dueOn: '2021-12' }],
  funding: [{ source: 'eu', year: 2021, plannedCents: 1_234_550 }],
  indicators: [
    { name: 'Eltern', unit: 'Teilnehmende', countsPersons: true, year: 2021, planned: 20, actual: 2 },
    { name: 'Kurse', year: 2021, planned: 4 },
  ],
  links: [{ url: 'https://example.org/sprachcafe', title: 'Mehr dazu' }],
};

export async function populate(service) {
  const memberships = [{ carrier: service.carrier, role: 'officer' }];
  const people = {
    officer: await service.person({ email: 'anna@example.org', name: 'Anna Berg', memberships }),
    planner: await service.person({ email: 'pia@example.org', name: 'Pia Plan', role: 'planner' }),
    administrator: await service.person({ email: 'adam@example.org', name: 'Adam Amt', role: 'administrator' }),
  };
  const { officer, planner } = people;
  const by = (who) => (method, path, body) => service.api(method, path, body, who.token);
  const [carrier, office] = [by(officer), by(planner)];
  const draft = async (body) => {
    const made = await carrier('POST', '/v1/measures', { leadCarrier: service.carrier, ...body });
    return `/v1/measures/${made.id}`;
  };
  const submitted = async (title) => {
    const path = await draft({ ...WHOLE, title });
    await carrier('POST', `${path}/submissions`, {});
    return path;
  };
  const published = async (title) => {
    const path = await submitted(title);
    await office('POST', `${path}/publications`, {});
    return path;
  };
  await draft({ title: 'Nur ein Titel' });
  await submitted('Eingereicht');
  const returned = await submitted('Zurückgegeben');
  const remarks = [{ text: 'Bitte genauer.', pointer: '/title' }, { text: 'Sonst gut.' }];
  await office('POST', `${returned}/returns`, { remarks });
  const running = await published(WHOLE.title);
  await carrier('POST', `${running}/status-changes`, { to: 'running', effectiveOn: '2021-03-01' });
  await published('Noch nicht begonnen');
  const revised = await published('Soll geändert werden');
  await carrier('PATCH', revised, { title: 'Ist geändert worden', guidelines: [] });
  return people;
}
