// slow: starts processes
// What npm run handshake and npm run serve do beyond a first and full handshake, as a person starts them.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PkiFiles, writePkiFiles } from './support/pki.js';
import { type Running, start } from './support/processes.js';

const run = (name: 'handshake' | 'serve', ...args: string[]) =>
  start([process.execPath, '--import', 'tsx', `kit/${name}/main.ts`, ...args]);

async function handshake(...args: string[]): Promise<{ code: number | null; output: string }> {
  const running = run('handshake', ...args);
  return { code: await running.exited, output: running.output() };
}

let files: PkiFiles;
let folder = '';
before(() => {
  files = writePkiFiles();
  folder = mkdtempSync(join(tmpdir(), 'rebuild-tls-variants-'));
});
after(() => {
  files.remove();
  rmSync(folder, { recursive: true });
});

async function serve(
  ...args: string[]
): Promise<{ server: Running; address: string; stop: () => Promise<unknown> }> {
  const server = run('serve', '--port', '0', '--cert', files.certificate, '--key', files.key, ...args);
  const [, port] = await server.waitFor(/Listening on 127\.0\.0\.1:(\d+)/);
  const stop = () => {
    server.child.kill('SIGINT');
    return server.exited;
  };
  return { server, address: `localhost:${port}`, stop };
}

describe('npm run handshake and npm run serve, beyond a first and full handshake', function () {
  this.timeout(30_000);

  for (const [flags, how] of [
    [[], 'session ticket'],
    [['--no-tickets'], 'session id'],
  ] as const)
    it(`a session is saved and resumed by ${how}; both sides say so`, async () => {
      const { server, address, stop } = await serve('--www', ...flags);
      const session = join(folder, 'session.json');
      const first = await handshake(address, '--ca', files.ca, '--save-session', session);
      assert.equal(first.code, 0, first.output);
      assert.equal(statSync(session).mode & 0o077, 0);
      assert.match(JSON.parse(readFileSync(session, 'utf8')).masterSecret, /^[0-9a-f]{96}$/);
      const second = await handshake(address, '--ca', files.ca, '--resume', session);
      assert.equal(second.code, 0, second.output);
      assert.match(second.output, new RegExp(`resumed +by ${how}`));
      assert.ok(!second.output.includes('<- certificate'), second.output);
      await server.waitFor(new RegExp(`\\[2\\] +resumed +by ${how}`));
      await stop();
    });

  it('a client without a certificate is turned away, or let in where the server only asks', async () => {
    const { address, stop } = await serve('--require-client-cert', '--client-ca', files.ca);
    const without = await handshake(address, '--ca', files.ca);
    assert.equal(without.code, 1);
    assert.match(without.output, /alert handshake_failure/);
    const identity = ['--client-cert', files.client, '--client-key', files.client];
    const shown = await handshake(address, '--ca', files.ca, ...identity);
    assert.equal(shown.code, 0, shown.output);
    assert.match(shown.output, /-> certificate_verify/);
    await stop();
    const asking = await serve('--ask-client-cert', '--client-ca', files.ca);
    const asked = await handshake(asking.address, '--ca', files.ca);
    assert.equal(asked.code, 0, asked.output);
    await asking.server.waitFor(/the client did not identify itself/);
    await asking.stop();
  });

  it('the page waits for another handshake, in which the client says who it is', async () => {
    const { server, address, stop } = await serve(
      '--www',
      '--renegotiate',
      '--require-client-cert',
      '--client-ca',
      files.ca,
    );
    const identity = ['--client-cert', files.client, '--client-key', files.client];
    const request = ['--request', 'GET /secret HTTP/1.0\\r\\n\\r\\n'];
    const { code, output } = await handshake(
      address,
      '--ca',
      files.ca,
      '--allow-renegotiation',
      ...identity,
      ...request,
    );
    assert.equal(code, 0, output);
    assert.match(output, /<- hello_request, 4 bytes, encrypted\n-> client_hello, \d+ bytes, encrypted/);
    assert.match(output, /You asked: <code>GET \/secret/);
    await server.waitFor(/the client is CN=Test client/);
    const declining = await handshake(address, '--ca', files.ca, ...request);
    assert.equal(declining.code, 0, declining.output);
    await server.waitFor(/\[2\] The client declined another handshake/);
    await stop();
  });

  it('a client renegotiates where the server allows it, and fails where it declines', async () => {
    const allowing = await serve('--www', '--allow-renegotiation');
    const done = await handshake(
      allowing.address,
      '--ca',
      files.ca,
      '--renegotiate',
      '--request',
      'GET / HTTP/1.0\\r\\n\\r\\n',
    );
    assert.equal(done.code, 0, done.output);
    assert.equal(done.output.match(/Handshake complete/g)?.length, 2);
    await allowing.stop();
    const declining = await serve('--www');
    const declined = await handshake(declining.address, '--ca', files.ca, '--renegotiate');
    assert.equal(declined.code, 1);
    assert.match(declined.output, /the server declined another handshake/);
    const noStatus = await handshake(declining.address, '--ca', files.ca, '--ocsp');
    assert.equal(noStatus.code, 1);
    assert.match(noStatus.output, /OCSP response is missing/);
    await declining.stop();
  });

  it('bad options get one sentence', async () => {
    const notASession = join(folder, 'not-a-session');
    writeFileSync(notASession, '{}');
    const cases: ['handshake' | 'serve', string[], RegExp][] = [
      [
        'handshake',
        ['localhost:1', '--resume', notASession],
        /holds no session: make one with --save-session/,
      ],
      [
        'handshake',
        ['localhost:1', '--client-cert', files.client],
        /give both --client-cert and --client-key/,
      ],
      [
        'handshake',
        ['localhost:1', '--client-cert', files.ca, '--client-key', files.client],
        /does not belong/,
      ],
      ['serve', ['--port', '0', '--renegotiate'], /give --www too/],
      ['serve', ['--port', '0', '--client-ca', files.ca], /give one of them/],
      ['serve', ['--port', '0', '--ask-client-cert', '--require-client-cert'], /not both/],
      ['serve', ['--port', '0', '--ocsp-response', files.ca], /holds no OCSP response/],
    ];
    const check = async ([name, args, sentence]: (typeof cases)[number]) => {
      const running = run(name, ...args);
      assert.equal(await running.exited, 2, running.output());
      assert.match(running.output(), sentence);
      assert.equal(running.output().trim().split('\n').length, 1, running.output());
    };
    await Promise.all(cases.map(check));
  });
});
