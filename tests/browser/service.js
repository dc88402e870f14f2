// The real program as a demonstration of its own, and what it tells whoever started it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// What everybody chooses.
export const PASSWORD = 'vier Wörter ohne Zusammenhang';

export class Service {
  // Starts PROGRAM in an empty folder; answers when it does.
  static async start(program) {
    const service = new Service();
    service.folder = mkdtempSync(join(tmpdir(), 'register-'));
    service.url = `http://127.0.0.1:${await freePort()}`;
    const command = ['serve', '--demo', '--listen', new URL(service.url).host];
    service.process = spawn(resolve(program), command, {
      cwd: service.folder,
      env: { ...process.env, MASSNAHMEN_LOG: 'warn' },
    });
    service.told = '';
    service.process.stdout.on('data', (text) => (service.told += text));
    service.process.stderr.on('data', (text) => process.stderr.write(text));
    service.process.on('exit', () => rmSync(service.folder, { recursive: true, force: true }));
    process.on('exit', () => service.process.kill());
    await service.ready();
    return service;
  }

  async ready() {
    for (let tries = 0; tries < 300; tries++) {
      if (this.process.exitCode !== null) throw new Error(`the program ended:\n${this.told}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => null);
      if (answer?.ok && this.told.includes('REGISTER_SECRET=')) return;
      await new Promise((go) => setTimeout(go, 100));
    }
    throw new Error('the program did not get ready in 30 s');
  }

  stop() {
    const ended = new Promise((go) => this.process.on('exit', go));
    this.process.kill('SIGINT');
    return ended;
  }

  // What the terminal shows to whoever signs in first.
  get administrator() {
    const [, email, password] = this.told.match(/sign in as +(\S+), one-time password (\S+)/);
    return { email, password };
  }

  get carrier() {
    return this.told.match(/REGISTER_CARRIER=(\S+)/)[1];
  }

  get planner() {
    return this.told.match(/as a planner:\n(\S+)/)[1];
  }

  ask(path, token) {
    return fetch(this.url + path, { headers: { Authorization: `Bearer ${token}` } });
  }

  // Asks the API; anything but a good answer is a failure.
  async api(method, path, body, token) {
    const headers = { Accept: 'application/json' };
    if (body) headers['Content-Type'] = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    if (method === 'PATCH') headers['If-Match'] = (await this.ask(path, token)).headers.get('etag');
    if (token) headers.Authorization = `Bearer ${token}`;
    const answer = await fetch(this.url + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
  }

  async token({ email, password }) {
    return (await this.api('POST', '/v1/sessions', { email, password })).accessToken;
  }

  // Somebody whom the administrator made, with a password that was chosen already.
  async person(who) {
    this.office ??= await this.choose(this.administrator);
    const { oneTimePassword } = await this.api('POST', '/v1/users', who, this.office);
    const token = await this.choose({ email: who.email, password: oneTimePassword });
    return { email: who.email, password: PASSWORD, token };
  }

  async choose({ email, password }) {
    const choice = { currentPassword: password, newPassword: PASSWORD };
    await this.api('PUT', '/v1/me/password', choice, await this.token({ email, password }));
    return this.token({ email, password: PASSWORD });
  }

  // A measure of the carrier, submitted by an officer of it, reviewed and published.
  async published(title, officer) {
    const body = {
      leadCarrier: this.carrier,
      title,
      summary: 'Jeden Dienstag im Stadtteil.',
      handlungsfeld: 2,
      reach: 'citywide',
      targetGroups: ['families'],
      planned: { start: '2021-03', openEnded: true },
    };
    const { id } = await this.api('POST', '/v1/measures', body, officer.token);
    await this.api('POST', `/v1/measures/${id}/submissions`, {}, officer.token);
    await this.api('POST', `/v1/measures/${id}/publications`, {}, this.planner);
    return this.api('GET', `/v1/measures/${id}`);
  }
}

function freePort() {
  return new Promise((go) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => go(port));
    });
  });
}
