// slow: starts processes
// npm run handshake and npm run serve, as a person starts them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../kit/net/free-port.js';
import { needs } from './support/peers.js';
import { type PkiFiles, writePkiFiles } from './support/pki.js';
import { type Running, start } from './support/processes.js';

const run = (name: 'handshake' | 'serve', ...args: string[]) =>
  start([process.execPath, '--import', 'tsx', `kit/${name}/main.ts`, ...args]);

async function finished(running: Running): Promise<{ code: number | null; output: string }> {
  return { code: await running.exited, output: running.output() };
}

const handshake = (...args: string[]) => finished(run('handshake', ...args));

let files: PkiFiles;
before(() => {
  files = writePkiFiles();
});
after(() => files.remove());

async function serve(
  ...args: string[]
): Promise<{ server: Running; address: string; stop: () => Promise<number | null> }> {
  const server = run('serve', '--port', '0', '--cert', files.certificate, '--key', files.key, ...args);
  const [, port] = await server.waitFor(/Listening on 127\.0\.0\.1:(\d+)/);
  const stop = () => {
    server.child.kill('SIGINT');
    return server.exited;
  };
  return { server, address: `localhost:${port}`, stop };
}

describe('npm run handshake with npm run serve', function () {
  this.timeout(20_000);

  it('tells each message, what was negotiated, and the answer; Ctrl-C ends the server', async () => {
    const { server, address, stop } = await serve('--www');
    const { code, output } = await handshake(
      address,
      '--ca',
      files.ca,
      '--request',
      'GET /x HTTP/1.0\\r\\n\\r\\n',
    );
    assert.equal(code, 0, output);
    assert.match(output, /-> client_hello, \d+ bytes\n<- server_hello, \d+ bytes\n<- certificate, \d+ bytes/);
    assert.match(output, /TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 \(0xc02f\)/);
    assert.match(output, /You asked: <code>GET \/x HTTP\/1\.0<\/code>/);
    assert.equal(await stop(), 0);
    assert.match(server.output(), /\[1\] -> finished, 16 bytes, encrypted/);
  });

  it('serves many clients at once, until it is stopped', async () => {
    const { address, stop } = await serve('--echo', '--suite', '0x0004', '--tls', '1.0');
    const all = await Promise.all(
      Array.from({ length: 4 }, (_, i) => handshake(address, '--ca', files.ca, '--request', `number ${i}`)),
    );
    for (const [i, { code, output }] of all.entries()) {
      assert.equal(code, 0, output);
      assert.match(output, new RegExp(`Answer:\nnumber ${i}`));
      assert.match(output, /TLS_RSA_WITH_RC4_128_MD5 \(0x0004\)/);
    }
    assert.equal(await stop(), 0);
  });

  it('refuses a server that no trusted CA vouches for, and says what to do', async () => {
    const { server, address, stop } = await serve();
    const { code, output } = await handshake(address);
    assert.equal(code, 1);
    assert.match(output, /-> alert unknown_ca/);
    assert.match(output, /name its CA with --ca FILE/);
    const wrongName = await handshake(address, '--ca', files.ca, '--servername', 'www.example.com');
    assert.equal(wrongName.code, 1);
    assert.match(wrongName.output, /www\.example\.com/);
    const careless = await handshake(address, '--insecure-at-your-own-risk');
    assert.equal(careless.code, 0, careless.output);
    assert.match(careless.output, /certificate\s+not verified at all/);
    await server.waitFor(/ended: the peer ended the connection with the alert unknown_ca/);
    await stop();
  });

  it('fails without an answer to its request', async () => {
    const { address, stop } = await serve();
    const { code, output } = await handshake(address, '--ca', files.ca, '--request', 'anybody there?');
    assert.equal(code, 1);
    assert.match(output, /did not answer within/);
    await stop();
  });

  it('fails when the server hangs up in the middle', async () => {
    const rude = createServer((socket) => socket.once('data', () => socket.destroy()));
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    const { port } = rude.address() as AddressInfo;
    const { code, output } = await handshake(`127.0.0.1:${port}`, '--ca', files.ca);
    rude.close();
    assert.equal(code, 1);
    assert.match(output, /hung up before the handshake was done|ECONNRESET/);
  });

  it('survives clients that are no TLS clients at all', async () => {
    const { server, address, stop } = await serve('--www');
    const socket = connect(Number(address.split(':')[1]), '127.0.0.1');
    socket.on('error', () => {});
    socket.end('GET / HTTP/1.0\r\n\r\n');
    await server.waitFor(/ended: the peer sent a record of type 71/);
    assert.equal((await handshake(address, '--ca', files.ca)).code, 0);
    await stop();
  });
});

describe('npm run handshake, wrongly used', function () {
  this.timeout(20_000);
  const cases: [string[], number, RegExp][] = [
    [[], 2, /give one HOST:PORT/],
    [['localhost'], 2, /give HOST:PORT/],
    [['localhost:99999'], 2, /give HOST:PORT/],
    [['localhost:1', '--tls', '1.3'], 2, /give 1\.0, 1\.1 or 1\.2/],
    [['localhost:1', '--suite', 'TLS_FOO'], 2, /--suite TLS_FOO/],
    [['localhost:1', '--tls', '1.0', '--suite', '0xc02f'], 2, /does not exist in TLS 1\.0/],
    [['localhost:1', '--ca', 'no-such-file'], 2, /no-such-file cannot be read/],
    [['localhost:1', '--ca', 'package.json'], 2, /holds no certificate/],
    [['localhost:1', '--unheard-of'], 2, /Unknown option/],
    [['localhost:1'], 1, /no connection to localhost:1/],
  ];
  for (const [args, expected, sentence] of cases)
    it(`${args.join(' ') || 'nothing'}: exit ${expected}`, async () => {
      const { code, output } = await handshake(...args);
      assert.equal(code, expected, output);
      assert.match(output, sentence);
    });
});

describe('npm run serve, wrongly used', function () {
  this.timeout(20_000);
  it('says what to do', async () => {
    const busy = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => busy.listen(port, '127.0.0.1', resolve));
    const cases: [string[], number, RegExp][] = [
      [[], 2, /give --port N/],
      [['--port', '0', '--echo', '--www'], 2, /not both/],
      [['--port', '0', '--cert', files.certificate], 2, /both --cert and --key/],
      [['--port', '0', '--cert', files.ca, '--key', files.key], 2, /does not belong/],
      [['--port', String(port), '--cert', files.certificate, '--key', files.key], 1, /is the port taken/],
    ];
    for (const [args, expected, sentence] of cases) {
      const { code, output } = await finished(run('serve', ...args));
      assert.equal(code, expected, output);
      assert.match(output, sentence);
    }
    busy.close();
  });
});

describe('what npm run handshake leaves for Wireshark', function () {
  this.timeout(30_000);
  needs('tshark');

  for (const suite of ['TLS_RSA_WITH_RC4_128_MD5', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'])
    it(`${suite}: tshark decrypts the capture by the secrets inside`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'wireshark-'));
      const [pcap, keylog] = [join(folder, 'a.pcapng'), join(folder, 'keys.txt')];
      const { address, stop } = await serve('--echo', '--suite', suite);
      const { code, output } = await handshake(
        ...[address, '--ca', files.ca, '--request', 'the quick brown fox'],
        ...['--pcap', pcap, '--keylog', keylog],
      );
      await stop();
      assert.equal(code, 0, output);
      const port = address.split(':')[1];
      const args = ['-r', pcap, '-d', `tcp.port==${port},tls`, '-q', '-z', 'follow,tls,ascii,0'];
      const followed = execFileSync('tshark', args, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      assert.equal(followed.match(/the quick brown fox/g)?.length, 2, followed);
      assert.match(readFileSync(keylog, 'latin1'), /^CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}\n$/);
      assert.equal(statSync(keylog).mode & 0o077, 0);
      rmSync(folder, { recursive: true });
    });
});
