// Variants of the handshake with node:tls.
import { constants } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { type ConnectionOptions, connect, createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { TLS10 } from '../../lib/registry.js';
import type { PkiFiles } from '../support/pki.js';
import { secureVersions } from './node-tls.js';
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

const ciphers = 'ALL:@SECLEVEL=0';
const noTicket = { secureOptions: constants.SSL_OP_NO_TICKET };

/** A server that echoes, and renegotiates when it hears `again`. */
async function withNodeServer(
  pki: PkiFiles,
  options: TlsOptions,
  body: (port: number, seen: { reused: boolean; authorized: boolean }[]) => Promise<void>,
  ocspResponse?: Uint8Array,
): Promise<void> {
  const [cert, key] = [readFileSync(pki.certificate), readFileSync(pki.key)];
  const server = createServer({ cert, key, minVersion: 'TLSv1', ciphers, ...options });
  const sessions = new Map<string, Buffer>();
  server.on('newSession', (id, data, done) => {
    sessions.set(id.toString('hex'), data);
    done();
  });
  if (ocspResponse)
    server.on('OCSPRequest', (_certificate, _issuer, done) => done(null, Buffer.from(ocspResponse)));
  server.on('resumeSession', (id, done) => done(null, sessions.get(id.toString('hex')) ?? null));
  const sockets: TLSSocket[] = [];
  const seen: { reused: boolean; authorized: boolean }[] = [];
  server.on('secureConnection', (socket) => {
    sockets.push(socket);
    seen.push({ reused: socket.isSessionReused(), authorized: socket.authorized });
    socket.on('error', () => {});
    socket.on('data', (data) => {
      if (!data.includes('again')) socket.write(data);
      else socket.renegotiate({}, (error) => socket.write(error ? `${error}\n` : 'done\n'));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await body((server.address() as AddressInfo).port, seen);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

/** One connection of node's client: it says a line, hears it back, and lets `act` do more. */
async function nodeClient(
  port: number,
  version: number,
  pki: PkiFiles,
  options: ConnectionOptions = {},
  act: (socket: TLSSocket) => Promise<void> = async () => {},
  onStatus: (response: Buffer) => void = () => {},
): Promise<{ reused: boolean; session: Buffer | undefined }> {
  const only = secureVersions[version - TLS10];
  const limits = only && { minVersion: only, maxVersion: only };
  const ca = readFileSync(pki.ca);
  const socket = connect({
    port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca,
    ciphers,
    ...limits,
    ...options,
  });
  let session: Buffer | undefined;
  socket.on('OCSPResponse', onStatus);
  socket.on('session', (given) => (session = given));
  await once(socket, 'secureConnect');
  const reused = socket.isSessionReused();
  await answered(socket, 'a line');
  await act(socket);
  socket.end();
  await once(socket, 'close');
  return { reused, session };
}

async function answered(socket: TLSSocket, line: string): Promise<string> {
  socket.write(`${line}\n`);
  const [data] = await once(socket, 'data');
  return data.toString();
}

const resumed = (options: TlsOptions, how: string) => async (version: number, pki: PkiFiles) =>
  withNodeServer(pki, options, async (port, seen) => {
    const [first] = await talk(port, version, { sessionTicket: true });
    const session = first?.session;
    expectThat(session !== undefined, 'node gave nothing to resume');
    if (!session) return;
    const settled = await talk(port, version, { session }, (stream) => echoes(stream, 'once more'));
    expectThat(settled[0]?.resumed === how, `not resumed by ${how}`, settled);
    expectThat(seen[1]?.reused === true, 'node did not resume');
  });

const resumes = async (port: number, version: number, pki: PkiFiles, options: ConnectionOptions) => {
  const { session } = await nodeClient(port, version, pki, options);
  expectThat(session !== undefined, 'node got nothing to resume');
  const { reused } = await nodeClient(port, version, pki, { ...options, ...(session && { session }) });
  expectThat(reused, 'node did not resume');
};

export const nodeVariants: Attempts = {
  client: {
    'OCSP stapling': async (version, pki) => {
      const { der, at } = makeOcspResponse(pki);
      await withNodeServer(
        pki,
        {},
        async (port) => {
          const settled = await talk(port, version, wantsStatus(at));
          expectThat(isGood(settled), 'no good status', settled);
        },
        der,
      );
    },
    'resumption by session id': resumed(noTicket, 'session id'),
    'resumption by ticket': resumed({}, 'session ticket'),
    'client certificate': (version, pki) =>
      withNodeServer(pki, { requestCert: true, ca: readFileSync(pki.ca) }, async (port, seen) => {
        await talk(port, version, { identity: clientIdentity }, (stream) => echoes(stream, 'it is me'));
        expectThat(seen[0]?.authorized === true, 'node did not take the certificate');
      }),
    'renegotiation, begun by the client': (version, pki) =>
      withNodeServer(pki, {}, async (port) => {
        const settled = await talk(port, version, { renegotiation: 'allowed' }, async (stream) => {
          await stream.renegotiate();
          await echoes(stream, 'after');
        });
        expectThat(settled.length === 2, 'not renegotiated', settled);
      }),
    'renegotiation, asked for by the server': (version, pki) =>
      withNodeServer(pki, {}, async (port) => {
        const settled = await talk(port, version, { renegotiation: 'allowed' }, async (stream, again) => {
          stream.write('again\n');
          await again;
          await echoes(stream, 'after');
        });
        expectThat(settled.length === 2, 'not renegotiated', settled);
      }),
  },
  server: {
    'OCSP stapling': async (version, pki) => {
      const { der } = makeOcspResponse(pki);
      await withServer(version, { ocspResponse: der }, async ({ port }) => {
        let heard: Buffer | undefined;
        await nodeClient(
          port,
          version,
          pki,
          { requestOCSP: true } as ConnectionOptions,
          undefined,
          (given) => (heard = given),
        );
        expectThat(heard !== undefined && Buffer.compare(heard, der) === 0, 'node heard another response');
      });
    },
    'resumption by session id': (version, pki) =>
      withServer(version, { sessions: byId() }, async ({ port, settled }) => {
        await resumes(port, version, pki, noTicket);
        expectThat(settled[1]?.resumed === 'session id', 'not resumed', settled);
      }),
    'resumption by ticket': (version, pki) =>
      withServer(version, { sessions: byTicket() }, async ({ port, settled }) => {
        await resumes(port, version, pki, {});
        expectThat(settled[1]?.resumed === 'session ticket', 'not resumed', settled);
      }),
    'client certificate': (version, pki) =>
      withServer(version, { clientCertificates: requireClient }, async ({ port, settled }) => {
        const identity = { cert: readFileSync(pki.client), key: readFileSync(pki.client) };
        await nodeClient(port, version, pki, identity);
        expectThat(/the client is CN=Test client/.test(settled[0]?.trust ?? ''), 'not identified', settled);
      }),
    'renegotiation, begun by the client': (version, pki) =>
      withServer(version, { renegotiation: 'allowed' }, async ({ port, settled }) => {
        await nodeClient(port, version, pki, {}, async (socket) => {
          await new Promise<void>((resolve, reject) =>
            socket.renegotiate({}, (error) => (error ? reject(error) : resolve())),
          );
          await answered(socket, 'after');
        });
        expectThat(settled.length === 2, 'not renegotiated', settled);
      }),
    'renegotiation, asked for by the server': (version, pki) =>
      withServer(
        version,
        { renegotiation: 'allowed' },
        async ({ port, settled }) => {
          await nodeClient(port, version, pki);
          expectThat(settled.length === 2, 'not renegotiated', settled);
        },
        (stream) =>
          stream.once('data', async () => {
            await stream.renegotiate();
            stream.write('done again\n');
            stream.resume();
            stream.on('end', () => stream.end());
          }),
      ),
  },
};
