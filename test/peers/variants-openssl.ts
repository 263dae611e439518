// Variants of the handshake with s_server and s_client.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../kit/net/free-port.js';
import type { PkiFiles } from '../support/pki.js';
import { type Running, start } from '../support/processes.js';
import { versionFlags } from './openssl.js';
import type { Attempts } from './variants.js';
import { makeOcspResponse } from './variants-ocsp.js';
import {
  byId,
  byTicket,
  clientIdentity,
  expectThat,
  hears,
  isGood,
  requireClient,
  talk,
  wantsStatus,
  withServer,
} from './variants-ours.js';

const old = ['-cipher', 'ALL:@SECLEVEL=0'];

export async function withSServer(
  pki: PkiFiles,
  more: readonly string[],
  body: (port: number, server: Running) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const command = ['openssl', 's_server', '-accept', `127.0.0.1:${port}`, ...old, ...more];
  const server = start([...command, '-cert', pki.certificate, '-key', pki.key]);
  try {
    await server.waitFor(/ACCEPT/);
    await body(port, server);
  } finally {
    await server.stop();
  }
}

/** s_client until it ends; `say` gets its standard input. */
export async function sClient(
  port: number,
  version: number,
  pki: PkiFiles,
  more: readonly string[],
  say: (client: Running) => Promise<void> = async () => {},
): Promise<string> {
  const command = [
    'openssl',
    's_client',
    '-connect',
    `127.0.0.1:${port}`,
    versionFlags.get(version) as string,
  ];
  const trust = ['-CAfile', pki.ca, '-verify_return_error', '-servername', 'localhost'];
  const client = start([...command, ...old, ...trust, ...more]);
  try {
    await client.waitFor(/Verify return code: 0 \(ok\)/);
    await say(client);
    client.child.stdin.end('Q\n');
    const code = await client.exited;
    expectThat(code === 0, `s_client ended with ${code}:\n${client.output()}`);
    return client.output();
  } finally {
    await client.stop();
  }
}

const resumed = (flags: readonly string[], how: string) => async (version: number, pki: PkiFiles) =>
  withSServer(pki, ['-www', ...flags], async (port) => {
    const [first] = await talk(port, version, { sessionTicket: true });
    const session = first?.session;
    expectThat(session !== undefined, 's_server gave nothing to resume');
    if (!session) return;
    const settled = await talk(port, version, { session }, (stream) => {
      stream.write('GET / HTTP/1.0\r\n\r\n');
      return hears(stream, 'Reused,');
    });
    expectThat(settled[0]?.resumed === how, `not resumed by ${how}`, settled);
  });

const verifying = (pki: PkiFiles) => ['-CAfile', pki.ca, '-Verify', '2', '-verify_return_error'];

export const opensslVariants: Attempts = {
  client: {
    'OCSP stapling': async (version, pki) => {
      const { der, at } = makeOcspResponse(pki);
      const file = `${pki.certificate}.ocsp`;
      writeFileSync(file, der);
      await withSServer(pki, ['-www', '-status_file', file], async (port) => {
        const settled = await talk(port, version, wantsStatus(at));
        expectThat(isGood(settled), 'no good status', settled);
      });
    },
    'resumption by session id': resumed(['-no_ticket'], 'session id'),
    'resumption by ticket': resumed([], 'session ticket'),
    'client certificate': (version, pki) =>
      withSServer(pki, ['-www', ...verifying(pki)], async (port) => {
        await talk(port, version, { identity: clientIdentity }, (stream) => {
          stream.write('GET / HTTP/1.0\r\n\r\n');
          return hears(stream, 'Client certificate');
        });
      }),
    'renegotiation, begun by the client': (version, pki) =>
      withSServer(pki, ['-rev', '-client_renegotiation'], async (port) => {
        const settled = await talk(port, version, { renegotiation: 'allowed' }, async (stream) => {
          await stream.renegotiate();
          stream.write('desrever\n');
          await hears(stream, 'reversed');
        });
        expectThat(settled.length === 2, 'not renegotiated', settled);
      }),
    // R on a line asks for a certificate in the second handshake, too.
    'renegotiation, asked for by the server': (version, pki) =>
      withSServer(pki, ['-CAfile', pki.ca], async (port, server) => {
        const options = { renegotiation: 'allowed', identity: clientIdentity } as const;
        const settled = await talk(port, version, options, async (stream, again) => {
          stream.write('renegotiate, please\n');
          await server.waitFor(/renegotiate, please/);
          server.child.stdin.write('R\n');
          await again;
          server.child.stdin.write('hello again\n');
          await hears(stream, 'hello again');
        });
        expectThat(settled.length === 2 && settled[1]?.clientChain.length === 1, 'not renegotiated', settled);
      }),
  },
  server: {
    'OCSP stapling': (version, pki) =>
      withServer(version, { ocspResponse: makeOcspResponse(pki).der }, async ({ port }) => {
        const output = await sClient(port, version, pki, ['-status']);
        expectThat(/Cert Status: good/.test(output), `no good status:\n${output}`);
      }),
    'resumption by session id': (version, pki) =>
      withServer(version, { sessions: byId() }, async ({ port, settled }) => {
        const output = await sClient(port, version, pki, ['-no_ticket', '-reconnect']);
        expectThat((output.match(/^Reused, /gm) ?? []).length === 5, `not reused:\n${output}`);
        expectThat(settled.filter((s) => s.resumed === 'session id').length === 5, 'not resumed', settled);
      }),
    'resumption by ticket': (version, pki) =>
      withServer(version, { sessions: byTicket() }, async ({ port, settled }) => {
        const folder = mkdtempSync(join(tmpdir(), 'rebuild-tls-session-'));
        const file = join(folder, 'session.pem');
        await sClient(port, version, pki, ['-sess_out', file]);
        await sClient(port, version, pki, ['-sess_in', file]);
        rmSync(folder, { recursive: true });
        expectThat(settled[1]?.resumed === 'session ticket', 'not resumed', settled);
      }),
    'client certificate': (version, pki) =>
      withServer(version, { clientCertificates: requireClient }, async ({ port, settled }) => {
        await sClient(port, version, pki, ['-cert', pki.client, '-key', pki.client]);
        expectThat(/the client is CN=Test client/.test(settled[0]?.trust ?? ''), 'not identified', settled);
      }),
    'renegotiation, begun by the client': (version, pki) =>
      withServer(version, { renegotiation: 'allowed' }, async ({ port, settled }) => {
        await sClient(port, version, pki, [], async (client) => {
          client.child.stdin.write('R\n');
          await client.waitFor(/RENEGOTIATING[\s\S]*verify return:1/);
          client.child.stdin.write('hello again\n');
          await client.waitFor(/hello again/);
        });
        expectThat(settled.length === 2, 'not renegotiated', settled);
      }),
    'renegotiation, asked for by the server': (version, pki) =>
      withServer(
        version,
        { renegotiation: 'allowed', clientCertificates: { ...requireClient, onlyWhenRenegotiating: true } },
        async ({ port, settled }) => {
          await sClient(port, version, pki, ['-cert', pki.client, '-key', pki.client], async (client) => {
            client.child.stdin.write('who am I?\n');
            await client.waitFor(/you are CN=Test client/);
          });
          expectThat(settled.length === 2, 'not renegotiated', settled);
        },
        (stream) =>
          stream.once('data', async () => {
            const { trust } = await stream.renegotiate();
            stream.end(`you are ${trust.replace(/^the client is /, '')}\n`);
          }),
      ),
  },
};
