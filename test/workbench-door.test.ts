// slow: starts processes
// Nobody else gets in: each threat that kit/workbench/README.md lists, tried on a workbench that runs.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { CourseCopy } from '../kit/loop/copy.js';
import { keyOf, type RunningWorkbench, startWorkbench, workbenchCourse } from './support/workbench.js';

interface Wanted {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

describe('workbench: the door', function () {
  this.timeout(60_000);
  let course: CourseCopy;
  let workbench: RunningWorkbench;
  let key: string;
  before(async () => {
    course = workbenchCourse();
    workbench = await startWorkbench(course.root);
    key = await keyOf(workbench);
  });
  after(async () => {
    await workbench.running.stop();
    course.remove();
  });

  /** A request as no browser would let itself be made to send it: the path is not tidied up. */
  function ask({
    method = 'GET',
    path,
    headers = {},
    body,
  }: Wanted): Promise<{ status: number; text: string; type: string }> {
    return new Promise((resolve, reject) => {
      const sent = request({ port: workbench.port, host: '127.0.0.1', method, path, headers }, (response) => {
        let text = '';
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode as number,
            text,
            type: response.headers['content-type'] ?? '',
          }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
  const withKey = (headers: Record<string, string> = {}) => ({ authorization: `token ${key}`, ...headers });
  const FILE = '/api/contents/exercises/06-master-secret.ts';

  /** The status that a WebSocket is refused with; 101 when it is taken. */
  function knock(path: string, headers: Record<string, string> = {}): Promise<number> {
    return new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${workbench.port}${path}`, { headers });
      socket.on('open', () => {
        socket.close();
        resolve(101);
      });
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode as number));
      socket.on('error', () => {});
    });
  }

  it('opens with the key, and to nothing else', async () => {
    assert.equal((await ask({ path: FILE, headers: withKey() })).status, 200);
    for (const authorization of ['', 'token ', `token ${key}x`, `token ${key.slice(1)}`, `Bearer ${key}`])
      assert.equal((await ask({ path: FILE, headers: { authorization } })).status, 401, authorization);
    for (const path of ['/api/kernels', '/api/sessions', '/api/course', '/api/status', '/api/nothing'])
      assert.equal((await ask({ path })).status, 401, path);
    assert.equal((await ask({ method: 'POST', path: '/api/kernels' })).status, 401);
    assert.equal(
      (await ask({ path: `${FILE}?token=${key}` })).status,
      401,
      'in an address it would be remembered',
    );
  });

  it('gives the key for a ticket, once', async () => {
    const enter = (ticket: string) =>
      ask({ method: 'POST', path: '/api/enter', body: JSON.stringify({ ticket }) });
    for (const ticket of [workbench.ticket, '', 'x'.repeat(43), key])
      assert.equal((await enter(ticket)).status, 403);
  });

  it('keeps its key from other users of the machine', async () => {
    const folder = join(course.root, '.progress', 'workbench');
    assert.equal(readFileSync(join(folder, 'key'), 'utf8'), key);
    assert.equal(statSync(folder).mode & 0o077, 0);
    assert.equal(statSync(join(folder, 'key')).mode & 0o077, 0);
    assert.ok(!workbench.running.output().includes(key));
    assert.equal(
      (await ask({ path: '/api/contents/.progress/workbench/key', headers: withKey() })).status,
      403,
    );
  });

  it('listens on loopback alone', async () => {
    const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    for (const { address } of others.filter(({ internal, family }) => !internal && family === 'IPv4')) {
      const taken = await new Promise((resolve) => {
        const socket = connect(workbench.port, address);
        socket.on('connect', () => resolve(true));
        socket.on('error', () => resolve(false));
        socket.setTimeout(1000, () => resolve(false));
      });
      assert.equal(taken, false, address);
    }
  });

  it('answers to no other host name, whatever it was made to point to', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${workbench.port}`,
      '127.0.0.1',
      `127.0.0.1:1`,
      `127.0.0.1.evil.example:${workbench.port}`,
    ]) {
      assert.equal((await ask({ path: FILE, headers: withKey({ host }) })).status, 403, host);
      assert.equal((await ask({ path: '/', headers: { host } })).status, 403, host);
    }
    assert.equal(
      (await ask({ path: FILE, headers: withKey({ host: `localhost:${workbench.port}` }) })).status,
      200,
    );
    assert.equal(
      await knock(`/api/course/events?token=${key}`, { host: `evil.example:${workbench.port}` }),
      403,
    );
  });

  it('takes nothing from another page, even with the key', async () => {
    const ours = `http://127.0.0.1:${workbench.port}`;
    assert.equal((await ask({ path: FILE, headers: withKey({ origin: ours }) })).status, 200);
    for (const origin of [
      'http://evil.example',
      'null',
      `https://127.0.0.1:${workbench.port}`,
      'http://127.0.0.1:1',
      `${ours}.evil.example`,
    ])
      assert.equal((await ask({ path: FILE, headers: withKey({ origin }) })).status, 403, origin);
    for (const site of ['cross-site', 'same-site'])
      assert.equal(
        (await ask({ path: FILE, headers: withKey({ 'sec-fetch-site': site }) })).status,
        403,
        site,
      );
    const preflight = await ask({
      method: 'OPTIONS',
      path: FILE,
      headers: { origin: 'http://evil.example' },
    });
    assert.equal(preflight.status, 403);
  });

  it('takes a WebSocket with the key from its own page alone', async () => {
    const path = '/api/course/events';
    assert.equal(await knock(`${path}?token=${key}`), 101);
    assert.equal(await knock(path), 401);
    assert.equal(await knock(`${path}?token=${key.slice(1)}`), 401);
    assert.equal(await knock(`${path}?token=${key}`, { origin: 'http://evil.example' }), 403);
    assert.equal(await knock(`/api/kernels/none/channels?token=${key}`), 404);
  });

  it('keeps paths inside the course', async () => {
    writeFileSync(join(course.root, '..', 'workbench-secret.txt'), 'secret');
    const up = ['..', '%2e%2e', '.%2e', '..%2f..', '..%5c..', '%2e%2e%2f'];
    for (const step of up)
      for (const path of [
        `/api/contents/${step}/workbench-secret.txt`,
        `/api/contents/notebooks/${step}/${step}/workbench-secret.txt`,
      ]) {
        const { status, text } = await ask({ path, headers: withKey() });
        assert.ok(status === 400 || status === 403 || status === 404, `${path}: ${status}`);
        assert.ok(!text.includes('"secret"'));
      }
    for (const name of ['.git', '.progress', '.npmrc', 'node_modules', 'a%00b', 'C:%5Cx'])
      assert.equal((await ask({ path: `/api/contents/${name}`, headers: withKey() })).status, 403, name);
    const body = JSON.stringify({ path: '../moved.json' });
    assert.equal((await ask({ method: 'PATCH', path: FILE, headers: withKey(), body })).status, 403);
    for (const path of [
      '/static/../server.ts',
      '/static/%2e%2e/server.ts',
      '/static/..%2fserver.ts',
      '/static//etc/passwd',
    ])
      assert.equal((await ask({ path })).status, 404, path);
  });

  it('follows no symbolic link out of the course', async () => {
    const outside = join(course.root, '..', `${course.root.split('/').at(-1)}-outside`);
    mkdirSync(outside);
    writeFileSync(join(outside, 'secret.txt'), 'secret');
    for (const [name, target] of [
      ['folder', outside],
      ['file.txt', join(outside, 'secret.txt')],
      ['nothing.txt', join(outside, 'new.txt')],
    ] as const)
      symlinkSync(target, join(course.root, 'exercises', name));
    const put = {
      method: 'PUT',
      headers: withKey(),
      body: JSON.stringify({ type: 'file', format: 'text', content: 'x' }),
    };
    for (const path of ['folder', 'folder/secret.txt', 'file.txt', 'nothing.txt', 'folder/new.txt']) {
      assert.notEqual(
        (await ask({ path: `/api/contents/exercises/${path}`, headers: withKey() })).status,
        200,
        path,
      );
      assert.notEqual((await ask({ ...put, path: `/api/contents/exercises/${path}` })).status, 200, path);
    }
    assert.equal(readFileSync(join(outside, 'secret.txt'), 'utf8'), 'secret');
  });

  it('gives out a file of the learner only as JSON, and keeps scripts to its own', async () => {
    writeFileSync(join(course.root, 'exercises', 'hostile.html'), '<script>alert(1)</script>');
    const path = '/api/contents/exercises/hostile.html';
    assert.equal((await ask({ path, headers: withKey() })).type, 'application/json');
    for (const other of [
      '/files/exercises/hostile.html',
      '/exercises/hostile.html',
      '/static/exercises/hostile.html',
    ])
      assert.equal((await ask({ path: other, headers: withKey() })).status, 404, other);
    const page = await fetch(`http://127.0.0.1:${workbench.port}/`);
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'.*script-src 'self';.*frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /script-src[^;]*(?:unsafe|\*|http)|connect-src[^;]*(?:\*|http)/);
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
  });
});
