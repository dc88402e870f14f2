// What makes pages handier. Each of them works without it.

const german = document.documentElement.lang === 'de';
const say = (de, en) => (german ? de : en);

function make(name, properties = {}, ...inside) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...inside);
  return element;
}

// Where it is said, politely, what has just happened.
const status = () => make('span', { className: 'small', role: 'status' });

const button = (name, work) =>
  Object.assign(make('button', { type: 'button', className: 'button quiet small' }, name), { onclick: work });

// A long list of boxes is narrowed by typing; what is ticked stays to be seen.
const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss').toLowerCase();
for (const list of document.querySelectorAll('.choices.many')) {
  const choices = [...list.querySelectorAll('.choice')];
  const [id, told] = [`${list.querySelector('input').name}-suche`, status()];
  const field = make('input', { type: 'search', id, autocomplete: 'off', className: 'short' });
  const narrow = () => {
    const wanted = fold(field.value.trim());
    const fits = choices.filter((choice) => fold(choice.textContent).includes(wanted));
    for (const choice of choices) {
      choice.hidden = !fits.includes(choice) && !choice.querySelector('input').checked;
    }
    const count = `${fits.length} ${say('von', 'of')} ${choices.length}`;
    told.textContent = wanted && `${count} ${say('passen', 'match')}`;
  };
  field.addEventListener('input', narrow);
  // Enter would send the form.
  field.addEventListener('keydown', (event) => event.key === 'Enter' && event.preventDefault());
  const label = make('label', { htmlFor: id }, say('Liste eingrenzen', 'Narrow the list'));
  list.before(make('div', { className: 'line narrow' }, label, field, told));
}

// Whoever leaves a form with something typed is asked first.
const ask = (event) => event.preventDefault();
const forms = [...document.querySelectorAll('main form[method=post]')];
for (const form of forms.filter((form) => !form.querySelector('.picks'))) {
  const typed = ({ target }) => target.name && addEventListener('beforeunload', ask);
  form.addEventListener('input', typed);
  form.addEventListener('change', typed);
  // What the register refused is not saved either.
  if (form.querySelector('[aria-invalid]')) addEventListener('beforeunload', ask);
}

// A button that was pressed is not pressed again, and says what it does.
for (const form of forms) {
  const buttons = [...form.querySelectorAll('button:not([type=button])')];
  const told = status();
  const file = form.querySelector('input[type=file]');
  const free = () => {
    delete form.dataset.sent;
    told.textContent = '';
    buttons.forEach((button) => (button.disabled = false));
  };
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = '1';
    removeEventListener('beforeunload', ask);
    told.textContent = file ? say('wird hochgeladen …', 'uploading …') : say('wird gespeichert …', 'saving …');
    // A button that is disabled at once is not sent along.
    setTimeout(() => buttons.forEach((button) => (button.disabled = true)));
    // Or the connection is lost.
    setTimeout(free, 20_000);
  });
  // Back again, the page is as it was left.
  addEventListener('pageshow', ({ persisted }) => persisted && free());
  buttons.at(-1)?.after(told);
}

// What is cited elsewhere is taken along.
for (const source of navigator.clipboard ? document.querySelectorAll('[data-copy]') : []) {
  const told = status();
  const copy = async () => {
    const text = source.href ?? source.textContent;
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    told.textContent = done ? say('kopiert', 'copied') : say('ging nicht', 'did not work');
  };
  const name = button(source.dataset.copy, copy);
  const line = document.querySelector('[data-print]');
  line ? line.append(name, told) : source.after(' ', name, ' ', told);
}

for (const place of document.querySelectorAll('[data-print]')) {
  place.append(button(place.dataset.print, () => print()));
}

// A Stadtteil on the map and its row are the same.
const shapes = new Map([...document.querySelectorAll('svg.map a')].map((shape) => [shape.getAttribute('href'), shape]));
for (const link of document.querySelectorAll('main th a[href]')) {
  const shape = shapes.get(link.getAttribute('href'));
  if (!shape) continue;
  const both = [shape, link.closest('tr')];
  const mark = (on) => () => both.forEach((part) => part.classList.toggle('hot', on));
  for (const part of both) {
    for (const begin of ['pointerenter', 'focusin']) part.addEventListener(begin, mark(true));
    for (const end of ['pointerleave', 'focusout']) part.addEventListener(end, mark(false));
  }
}
