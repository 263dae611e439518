// slow: starts processes
// What must not work, with OpenSSL on the other side: clients without a right certificate, renegotiation that nobody
// allows, and the attack on it with s_client as the victim.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer as listen, type Socket } from 'node:net';
import { GluedPrefix } from '../../kit/attacks/glued-prefix.js';
import { AlertReceived, TlsError } from '../../lib/errors.js';
import { TLS10, TLS12 } from '../../lib/registry.js';
import { unboundRenegotiation } from '../../lib/renegotiation.js';
import { createServer } from '../../lib/server.js';
import { reference } from '../../lib/stages.js';
import { certificate } from '../support/chains.js';
import { needs } from '../support/peers.js';
import { type PkiFiles, testClient, testServer, writePkiFiles } from '../support/pki.js';
import { start } from '../support/processes.js';
import { seeded } from '../support/random.js';
import { makeOcspResponse } from './variants-ocsp.js';
import { sClient, withSServer } from './variants-openssl.js';
import { clientIdentity, requireClient, talk, wantsStatus, withServer } from './variants-ours.js';

describe('variants that OpenSSL or we refuse', function () {
  needs('openssl');
  this.timeout(30_000);
  let pki: PkiFiles;
  before(() => {
    pki = writePkiFiles();
  });
  after(() => pki?.remove());

  const verifying = () => ['-www', '-CAfile', pki.ca, '-Verify', '2', '-verify_return_error'];
  const receives = (alert: string) => (error: unknown) => {
    assert.ok(error instanceof AlertReceived, String(error));
    assert.equal(error.alert, alert);
    return true;
  };

  for (const version of [TLS10, TLS12]) {
    it(`s_server turns us away without a certificate, version ${version.toString(16)}`, () =>
      withSServer(pki, verifying(), (port) =>
        assert.rejects(talk(port, version), receives('handshake_failure')),
      ));

    it(`s_server turns us away when a stranger signed it, version ${version.toString(16)}`, () => {
      // The second certificate bears the name of the CA that the server asks for.
      const stranger = certificate({
        subject: 'Test client',
        issuer: 'Nobody',
        key: 'big',
        issuerKey: 'big',
      });
      const identity = { chain: [stranger, testClient.certificate], key: clientIdentity.key };
      return withSServer(pki, verifying(), (port) =>
        assert.rejects(talk(port, version, { identity }), receives('unknown_ca')),
      );
    });

    it(`s_server answers a proof over other messages with decrypt_error, version ${version.toString(16)}`, () => {
      const pkcs1Pad: typeof reference.pkcs1Pad = (type, message, ...rest) =>
        reference.pkcs1Pad(
          type,
          type === 1 ? message.map((byte, i) => (i === 35 ? byte ^ 1 : byte)) : message,
          ...rest,
        );
      const functions = { ...reference, pkcs1Pad };
      return withSServer(pki, verifying(), (port) =>
        assert.rejects(
          talk(port, version, { identity: clientIdentity, functions }),
          (error) => error instanceof AlertReceived && /decrypt_error|bad_certificate/.test(error.alert),
        ),
      );
    });

    it(`we turn s_client away without a certificate, version ${version.toString(16)}`, () =>
      withServer(version, { clientCertificates: requireClient }, async ({ port, errors }) => {
        await assert.rejects(sClient(port, version, pki, []), /handshake failure/);
        assert.match(String(errors[0]), /the client showed no certificate/);
      }));

    it(`we turn s_client away when we do not trust its CA, version ${version.toString(16)}`, () => {
      const anchors = [testServer.certificate];
      return withServer(
        version,
        { clientCertificates: { ...requireClient, anchors } },
        async ({ port, errors }) => {
          await assert.rejects(
            sClient(port, version, pki, ['-cert', pki.client, '-key', pki.client]),
            /unknown ca/,
          );
          assert.match(String(errors[0]), /leads to no CA that we trust/);
        },
      );
    });
  }

  it('we refuse s_server when its stapled response, by openssl ocsp, revokes its certificate', () => {
    const { der, at } = makeOcspResponse(pki, true);
    const file = `${pki.certificate}.revoked`;
    writeFileSync(file, der);
    return withSServer(pki, ['-www', '-status_file', file], (port) =>
      assert.rejects(
        talk(port, TLS12, wantsStatus(at)),
        (error) => error instanceof TlsError && error.alert === 'certificate_revoked',
      ),
    );
  });

  it('s_server declines our renegotiation unless it is told to allow it', () =>
    withSServer(pki, ['-rev'], async (port) => {
      const outcome = talk(port, TLS12, { renegotiation: 'allowed' }, async (stream) => {
        const before = await stream.secured();
        if ((await stream.renegotiate()) === before) throw new Error('declined');
      });
      await assert.rejects(outcome, /declined|no_renegotiation|handshake_failure|closed|over/);
    }));

  it('we decline the renegotiation of s_client, which gives up', () =>
    withServer(TLS12, {}, async ({ port, settled }) => {
      const outcome = sClient(port, TLS12, pki, [], async (client) => {
        client.child.stdin.write('R\n');
        await client.waitFor(/no renegotiation/);
        throw new Error('declined');
      });
      await assert.rejects(outcome, /declined/);
      assert.equal(settled.length, 1);
    }));

  describe('the attack on renegotiation, with s_client as the victim', () => {
    const prefix = 'POST /transfer?to=mallory HTTP/1.1\r\nX-Ignore: ';

    /** The attacker between s_client and a server of ours that binds nothing; what that server heard. */
    async function attack(flags: readonly string[]): Promise<{ heard: string; output: string }> {
      let heard = '';
      const listener = listen((victim: Socket) => {
        const attacker = new GluedPrefix(seeded().bytes, Buffer.from(prefix));
        const server = createServer({
          functions: reference,
          random: seeded(7).bytes,
          chain: [testServer.certificate],
          key: testServer.key,
          renegotiation: unboundRenegotiation,
          onEvent(event) {
            if (event.type === 'data') heard += Buffer.from(event.data).toString();
          },
        });
        const carry = () => {
          for (let moved = true; moved; ) {
            const [up, down] = [attacker.takeForServer(), server.takeOutput()];
            for (const bytes of up) server.receive(bytes);
            for (const bytes of down) attacker.fromServer(bytes);
            for (const bytes of attacker.takeForVictim()) victim.write(bytes);
            moved = up.length + down.length > 0;
          }
        };
        victim.on('error', () => {});
        victim.on('data', (bytes) => {
          try {
            attacker.fromVictim(bytes);
            carry();
          } catch {
            victim.destroy();
          }
        });
        carry();
      });
      listener.listen(0, '127.0.0.1');
      await once(listener, 'listening');
      const { port } = listener.address() as AddressInfo;
      const trust = ['-CAfile', pki.ca, '-verify_return_error', '-servername', 'localhost'];
      const client = start([
        'openssl',
        's_client',
        '-connect',
        `127.0.0.1:${port}`,
        '-tls1_2',
        ...trust,
        ...flags,
      ]);
      try {
        await client.waitFor(/Verify return code: 0 \(ok\)|error:/);
        client.child.stdin.write('GET /account HTTP/1.1\n');
        client.child.stdin.end('Q\n');
        await client.exited;
        return { heard, output: client.output() };
      } finally {
        await client.stop();
        listener.close();
      }
    }

    it('succeeds against a client that takes any server, and the victim sees nothing of it', async () => {
      const { heard, output } = await attack(['-legacy_server_connect']);
      assert.match(output, /Verify return code: 0 \(ok\)/);
      assert.ok(heard.startsWith(`${prefix}GET /account HTTP/1.1\n`), heard);
    });

    it('fails against one that wants secure renegotiation, as OpenSSL 3 does by itself', async () => {
      const { heard, output } = await attack([]);
      assert.match(output, /unsafe legacy renegotiation disabled/);
      assert.ok(!heard.includes('GET /account'), heard);
    });
  });
});
