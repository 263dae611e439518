// slow: starts processes
// npm run sign and npm run probe with real servers.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../kit/net/free-port.js';
import { cipherSuites } from '../../lib/suites.js';
import { type Namespace, openNamespace } from '../support/namespace.js';
import { needs } from '../support/peers.js';
import { type PkiFiles, writePkiFiles } from '../support/pki.js';
import { type Running, start } from '../support/processes.js';
import { priority, versions } from './gnutls.js';

const command = (name: string, ...args: string[]) => [
  process.execPath,
  '--import',
  'tsx',
  `kit/${name}/main.ts`,
  ...args,
];
const plain = { ...process.env, NO_COLOR: '1' };

let pki: PkiFiles;
let folder = '';
before(() => {
  pki = writePkiFiles();
  folder = mkdtempSync(join(tmpdir(), 'rebuild-tls-sign-'));
  writeFileSync(join(folder, 'letter'), 'Dear server, please sign here.\n');
});
after(() => {
  pki.remove();
  rmSync(folder, { recursive: true });
});

async function finished(line: readonly string[]): Promise<{ code: number | null; output: string }> {
  const run = start(line, plain);
  return { code: await run.exited, output: run.output() };
}

/** Signs a letter with the server on this port, inside the namespace if there is one, and verifies it. */
async function signAndVerify(port: number, args: string[], inside = (line: readonly string[]) => [...line]) {
  const [letter, bundle] = [join(folder, 'letter'), join(folder, `${port}${args.join('')}.json`)];
  const sign = command('sign', `127.0.0.1:${port}`, letter, '--servername', 'localhost', '--ca', pki.ca);
  const signed = await finished(inside([...sign, '--out', bundle, ...args]));
  assert.equal(signed.code, 0, signed.output);
  const verified = await finished(command('verify', bundle, letter, '--ca', pki.ca));
  assert.equal(verified.code, 0, verified.output);
  return verified.output;
}

const cases: [string[], RegExp][] = [
  [['--tls', '1.0', '--suite', '0x0033'], /TLS 1\.0, MD5 and SHA-1, .* a Diffie-Hellman key of \d+ bits/],
  [['--tls', '1.1', '--suite', '0xc013'], /TLS 1\.1, MD5 and SHA-1, .* a key on secp256r1/],
  [['--tls', '1.2'], /TLS 1\.2, one hash, in a DigestInfo; .* a key on secp256r1/],
];

describe('npm run sign with OpenSSL', function () {
  needs('openssl');
  this.timeout(30_000);
  let server: Running;
  let port: number;
  before(async () => {
    port = await freePort();
    const line = [
      'openssl',
      's_server',
      '-accept',
      `127.0.0.1:${port}`,
      '-www',
      '-cipher',
      'ALL:@SECLEVEL=0',
    ];
    server = start([...line, '-cert', pki.certificate, '-key', pki.key]);
    await server.waitFor(/ACCEPT/);
  });
  after(() => server?.stop());

  for (const [args, expected] of cases)
    it(`${args.join(' ')}: signed and verified; OpenSSL puts no time into its random`, async () => {
      const output = await signAndVerify(port, args);
      assert.match(output, expected);
      assert.match(output, /this server puts no time into its random: as a clock it would say/);
      assert.match(output, /ok file +the message is the SHA-256/);
    });

  it('npm run probe lists what it accepts', async () => {
    const { code, output } = await finished(
      command('probe', `127.0.0.1:${port}`, '--servername', 'localhost', '--pause', '0'),
    );
    assert.equal(code, 0, output);
    assert.match(output, /^TLS 1\.0: \d+ suites, retired: TLS 1\.0 \(RFC 8996\)$/m);
    assert.match(output, /^TLS 1\.3: 3 suites$/m);
    assert.match(output, /^SSL 3\.0: not accepted \(alert /m);
    const twelve = output.slice(output.indexOf('TLS 1.2:'), output.indexOf('TLS 1.3:'));
    for (const { name, cipher } of cipherSuites)
      assert.equal(twelve.includes(` ${name}\n`), cipher !== 'RC4', name);
    assert.match(twelve, /TLS_RSA_WITH_AES_128_GCM_SHA256\n.*\n +retired: RSA key exchange \(RFC 10015\)/);
  });
});

describe('npm run sign with GnuTLS', function () {
  needs('gnutls', 'netns');
  this.timeout(30_000);
  let server: Running;
  let namespace: Namespace;
  let port: number;
  before(async () => {
    namespace = await openNamespace();
    port = await freePort();
    const files = ['--x509certfile', pki.certificate, '--x509keyfile', pki.key, '--disable-client-cert'];
    const words = priority(cipherSuites, [...versions]);
    server = start(
      namespace.inside(['gnutls-serv', '--http', '--port', `${port}`, ...files, '--priority', words]),
    );
    await server.waitFor(/listening/i);
  });
  after(async () => {
    await server?.stop();
    await namespace?.close();
  });

  for (const [args, expected] of cases)
    it(`${args.join(' ')}: signed and verified`, async () => {
      assert.match(await signAndVerify(port, args, namespace.inside), expected);
    });

  it('npm run probe lists every suite that we speak, RC4 too', async () => {
    const probe = command('probe', `127.0.0.1:${port}`, '--servername', 'localhost', '--pause', '0');
    const { code, output } = await finished(namespace.inside(probe));
    assert.equal(code, 0, output);
    const twelve = output.slice(output.indexOf('TLS 1.2:'), output.indexOf('TLS 1.3:'));
    for (const { name } of cipherSuites) assert.ok(twelve.includes(` ${name}\n`), `${name}\n${output}`);
    assert.match(twelve, /retired: RC4 \(RFC 7465\)/);
  });
});

describe('npm run sign and npm run probe, wrongly used', function () {
  this.timeout(30_000);
  const wrong: [string, string[], number, RegExp][] = [
    ['sign', [], 2, /give HOST:PORT and one FILE/],
    ['sign', ['localhost:1', 'no-such-file'], 2, /cannot be read/],
    ['sign', ['localhost:1', 'package.json', '--suite', '0x002f'], 2, /has no signature/],
    ['sign', ['localhost:1', 'package.json'], 1, /no connection to localhost:1/],
    ['probe', [], 2, /give one HOST:PORT/],
    ['probe', ['localhost'], 2, /give HOST:PORT/],
    ['probe', ['localhost:1', '--pause', 'x'], 2, /give milliseconds/],
    ['probe', ['localhost:1'], 1, /no connection to localhost:1/],
  ];
  it('each says what to do', async () => {
    const check = async ([name, args, expected, sentence]: (typeof wrong)[number]) => {
      const { code, output } = await finished(command(name, ...args));
      assert.equal(code, expected, `${name} ${args.join(' ')}: ${output}`);
      assert.match(output, sentence);
    };
    await Promise.all(wrong.map(check));
  });

  it('probe says that a web server is no TLS server', async () => {
    const web = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end('HTTP/1.0 400 Bad Request\r\n\r\n'));
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    const { code, output } = await finished(command('probe', `127.0.0.1:${port}`));
    web.close();
    assert.equal(code, 1, output);
    assert.match(output, /no answer of a TLS server/);
  });
});
