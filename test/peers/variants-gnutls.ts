// Variants of the handshake with gnutls-serv and gnutls-cli; to be run in a network namespace.
import { readFileSync, writeFileSync } from 'node:fs';
import { freePort } from '../../kit/net/free-port.js';
import { parseOcspResponse } from '../../lib/ocsp.js';
import { TLS10 } from '../../lib/registry.js';
import { type CipherSuite, suiteById } from '../../lib/suites.js';
import type { PkiFiles } from '../support/pki.js';
import { type Running, start } from '../support/processes.js';
import { priority, versions } from './gnutls.js';
import { serverProgram } from './programs.js';
import type { Attempts } from './variants.js';
import { makeOcspResponse } from './variants-ocsp.js';
import {
  byId,
  byTicket,
  clientIdentity,
  echoes,
  expectThat,
  isGood,
  requireClient,
  talk,
  wantsStatus,
  withServer,
} from './variants-ours.js';

const words = (version: number) =>
  priority([suiteById(0xc013) as CipherSuite], [versions[version - TLS10] as string]);

async function withGnutlsServ(
  version: number,
  pki: PkiFiles,
  more: readonly string[],
  body: (port: number) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const files = ['--x509certfile', pki.certificate, '--x509keyfile', pki.key];
  const command = ['gnutls-serv', '--echo', '--port', `${port}`, ...files, '--priority', words(version)];
  const server = await serverProgram([...command, ...more], port);
  try {
    await body(port);
  } finally {
    await server.stop();
  }
}

async function gnutlsCli(
  port: number,
  version: number,
  pki: PkiFiles,
  more: readonly string[],
  say: (client: Running) => Promise<void> = async () => {},
): Promise<string> {
  const trust = ['--x509cafile', pki.ca, '--verify-hostname=localhost', '--sni-hostname=localhost'];
  const client = start([
    ...['gnutls-cli', '-p', `${port}`, '127.0.0.1', '--priority', words(version)],
    ...trust,
    ...more,
  ]);
  try {
    await client.waitFor(/Simple Client Mode/);
    await say(client);
    client.child.stdin.end();
    const code = await client.exited;
    expectThat(code === 0, `gnutls-cli ended with ${code}:\n${client.output()}`);
    return client.output();
  } finally {
    await client.stop();
  }
}

const says = (line: string) => async (client: Running) => {
  client.child.stdin.write(`${line}\n`);
  await client.waitFor(new RegExp(line));
};

const resumed = (flags: readonly string[], how: string) => async (version: number, pki: PkiFiles) =>
  withGnutlsServ(version, pki, ['--disable-client-cert', ...flags], async (port) => {
    const [first] = await talk(port, version, { sessionTicket: true });
    const session = first?.session;
    expectThat(session !== undefined, 'gnutls-serv gave nothing to resume');
    if (!session) return;
    const settled = await talk(port, version, { session }, (stream) => echoes(stream, 'once more'));
    expectThat(settled[0]?.resumed === how, `not resumed by ${how}`, settled);
  });

export const gnutlsVariants: Attempts = {
  client: {
    'OCSP stapling': async (version, pki) => {
      const { der, at } = makeOcspResponse(pki);
      const file = `${pki.certificate}.ocsp`;
      writeFileSync(file, der);
      const flags = ['--disable-client-cert', '--ocsp-response', file];
      await withGnutlsServ(version, pki, flags, async (port) => {
        const settled = await talk(port, version, wantsStatus(at));
        expectThat(isGood(settled), 'no good status', settled);
      });
    },
    'resumption by session id': resumed(['--noticket'], 'session id'),
    'resumption by ticket': resumed([], 'session ticket'),
    'client certificate': (version, pki) =>
      withGnutlsServ(version, pki, ['--require-client-cert', '--x509cafile', pki.ca], async (port) => {
        await talk(port, version, { identity: clientIdentity }, (stream) => echoes(stream, 'it is me'));
      }),
    'renegotiation, begun by the client': (version, pki) =>
      withGnutlsServ(version, pki, ['--disable-client-cert'], async (port) => {
        const settled = await talk(port, version, { renegotiation: 'allowed' }, async (stream) => {
          await echoes(stream, 'before');
          await stream.renegotiate();
          await echoes(stream, 'after');
        });
        expectThat(settled.length === 2, 'not renegotiated', settled);
      }),
    'renegotiation, asked for by the server': (version, pki) =>
      withGnutlsServ(version, pki, ['--disable-client-cert'], async (port) => {
        const settled = await talk(port, version, { renegotiation: 'allowed' }, async (stream, again) => {
          stream.write('**REHANDSHAKE**\n');
          await again;
          await echoes(stream, 'after');
        });
        expectThat(settled.length === 2, 'not renegotiated', settled);
      }),
  },
  server: {
    'OCSP stapling': (version, pki) =>
      withServer(version, { ocspResponse: makeOcspResponse(pki).der }, async ({ port }) => {
        const file = `${pki.certificate}.saved`;
        await gnutlsCli(port, version, pki, [`--save-ocsp=${file}`], says('hello'));
        const saved = readFileSync(file);
        expectThat(
          parseOcspResponse(saved).responses[0]?.status === 'good',
          'gnutls-cli saved no good status',
        );
      }),
    'resumption by session id': (version, pki) =>
      withServer(version, { sessions: byId() }, async ({ port, settled }) => {
        await gnutlsCli(port, version, pki, ['--resume', '--noticket'], says('once more'));
        expectThat(settled[1]?.resumed === 'session id', 'not resumed', settled);
      }),
    'resumption by ticket': (version, pki) =>
      withServer(version, { sessions: byTicket() }, async ({ port, settled }) => {
        await gnutlsCli(port, version, pki, ['--resume'], says('once more'));
        expectThat(settled[1]?.resumed === 'session ticket', 'not resumed', settled);
      }),
    'client certificate': (version, pki) =>
      withServer(version, { clientCertificates: requireClient }, async ({ port, settled }) => {
        await gnutlsCli(
          port,
          version,
          pki,
          ['--x509certfile', pki.client, '--x509keyfile', pki.client],
          says('it is me'),
        );
        expectThat(/the client is CN=Test client/.test(settled[0]?.trust ?? ''), 'not identified', settled);
      }),
    'renegotiation, begun by the client': (version, pki) =>
      withServer(version, { renegotiation: 'allowed' }, async ({ port, settled }) => {
        await gnutlsCli(port, version, pki, ['--rehandshake'], says('after'));
        expectThat(settled.length === 2, 'not renegotiated', settled);
      }),
    'renegotiation, asked for by the server': (version, pki) =>
      withServer(
        version,
        { renegotiation: 'allowed' },
        async ({ port, settled }) => {
          await gnutlsCli(port, version, pki, [], async (client) => {
            client.child.stdin.write('again\n');
            await client.waitFor(/done again/);
          });
          expectThat(settled.length === 2, 'not renegotiated', settled);
        },
        (stream) =>
          stream.once('data', async () => {
            await stream.renegotiate();
            stream.end('done again\n');
          }),
      ),
  },
};
