// slow: starts processes
// What the matrix does not vary: the group of ECDHE and session tickets, with OpenSSL on the other side.
import assert from 'node:assert/strict';
import { type AddressInfo, createServer as createListener } from 'node:net';
import { runClientSession } from '../../kit/handshake/session.js';
import { freePort } from '../../kit/net/free-port.js';
import { TlsStream } from '../../kit/net/tls-stream.js';
import { createClient } from '../../lib/client.js';
import { NamedGroup, TLS10, TLS12 } from '../../lib/registry.js';
import { createServer } from '../../lib/server.js';
import { reference } from '../../lib/stages.js';
import { Recorder } from '../support/memory.js';
import { needs } from '../support/peers.js';
import { type PkiFiles, testCa, testServer, writePkiFiles } from '../support/pki.js';
import { type Running, start } from '../support/processes.js';
import { seeded } from '../support/random.js';

const random = seeded();
const at = Date.parse('2026-01-01T00:00:00Z') / 1000;

describe('beyond the matrix, with OpenSSL', function () {
  needs('openssl');
  this.timeout(20_000);
  let files: PkiFiles | undefined;
  let server: Running | undefined;
  let port: number;

  before(async () => {
    files = writePkiFiles();
    port = await freePort();
    const command = ['openssl', 's_server', '-accept', `127.0.0.1:${port}`, '-cert', files.certificate];
    server = start([...command, '-key', files.key, '-www', '-cipher', 'ALL:@SECLEVEL=0']);
    await server.waitFor(/ACCEPT/);
  });
  after(async () => {
    await server?.stop();
    files?.remove();
  });

  for (const group of ['secp256r1', 'x25519'] as const)
    it(`our client agrees on ${group}`, async () => {
      const seen = await talk({ groups: [NamedGroup[group]] });
      assert.equal(seen.security?.group, NamedGroup[group]);
      assert.match(Buffer.from(seen.data).toString(), /^HTTP\/1\.0 200 ok/);
    });

  for (const version of [TLS10, TLS12])
    it(`our client takes a session ticket, version ${version.toString(16)}`, async () => {
      const seen = await talk({ sessionTicket: true, minVersion: version, maxVersion: version });
      assert.ok(seen.names.includes('< new_session_ticket'), seen.names.join());
      assert.match(Buffer.from(seen.data).toString(), /^HTTP\/1\.0 200 ok/);
    });

  it('our server agrees on x25519 when that is all that s_client offers', async () => {
    const seen = new Recorder();
    const listener = createListener((socket) => {
      const stream = new TlsStream(socket, {
        start: (onEvent) =>
          createServer({
            functions: reference,
            random: random.bytes,
            chain: [testServer.certificate],
            key: testServer.key,
            onEvent(event) {
              seen.onEvent(event);
              onEvent(event);
            },
          }),
      });
      stream.on('error', () => {});
      stream.resume();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port: own } = listener.address() as AddressInfo;
    const command = ['openssl', 's_client', '-connect', `127.0.0.1:${own}`, '-tls1_2', '-curves', 'X25519'];
    const client = start([...command, '-CAfile', files?.ca ?? '', '-verify_return_error']);
    client.child.stdin.end('Q\n');
    assert.equal(await client.exited, 0, client.output());
    listener.close();
    assert.equal(seen.security?.group, NamedGroup.x25519);
  });

  async function talk(options: object): Promise<Recorder> {
    const seen = new Recorder();
    await runClientSession({
      host: '127.0.0.1',
      port,
      start: (onEvent) =>
        createClient({
          functions: reference,
          random: random.bytes,
          trust: { anchors: [testCa.certificate], host: 'localhost', at },
          serverName: 'localhost',
          ...options,
          onEvent(event) {
            seen.onEvent(event);
            onEvent(event);
          },
        }),
      request: new TextEncoder().encode('GET / HTTP/1.0\r\n\r\n'),
    });
    return seen;
  }
});
