// node:tls, which is OpenSSL, with both ends in this process: what compiled code reaches. For handshakes a pair of
// Duplex streams in memory joins the ends, for bulk data a loopback socket.
import { once } from 'node:events';
import { type AddressInfo, connect as connectSocket, createServer } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { connect, createSecureContext, type SecureContext, type SecureVersion, TLSSocket } from 'node:tls';
import { type BenchPki, host } from './pki.js';

/** In OpenSSL's words. */
export interface NodeChoice {
  readonly version: SecureVersion;
  readonly ciphers: string;
  readonly curve?: string;
}

export interface NodePair {
  readonly client: TLSSocket;
  readonly server: TLSSocket;
  close(): void;
}

/** Both ends' keys and settings, read once, as a server would. */
export interface NodeContexts {
  readonly client: SecureContext;
  readonly server: SecureContext;
}

export function nodeContexts(
  { ca, server }: BenchPki,
  { version, ciphers, curve }: NodeChoice,
): NodeContexts {
  const common = {
    minVersion: version,
    maxVersion: version,
    ciphers: `${ciphers}:@SECLEVEL=0`,
    ...(curve !== undefined && { ecdhCurve: curve }),
  };
  return {
    client: createSecureContext({ ...common, ca: ca.certificatePem }),
    server: createSecureContext({ ...common, cert: server.certificatePem, key: server.keyPem }),
  };
}

export async function openNodePair(contexts: NodeContexts, over: 'duplex' | 'socket'): Promise<NodePair> {
  const [near, far] = over === 'duplex' ? duplexPair() : await loopback();
  const server = new TLSSocket(far, { isServer: true, secureContext: contexts.server });
  const client = connect({ socket: near, servername: host, secureContext: contexts.client });
  await Promise.all([once(client, 'secureConnect'), once(server, 'secure')]);
  return {
    client,
    server,
    close() {
      client.destroy();
      server.destroy();
      near.destroy();
      far.destroy();
    },
  };
}

async function loopback(): Promise<[Duplex, Duplex]> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const near = connectSocket((listener.address() as AddressInfo).port, '127.0.0.1');
  const [[far]] = (await Promise.all([once(listener, 'connection'), once(near, 'connect')])) as [
    [Duplex],
    unknown,
  ];
  listener.close();
  return [near, far];
}
