// What the matrix tries: every version and suite that a peer speaks, with us on either side.
import { ProtocolVersion, TLS10, TLS11, TLS12 } from '../../lib/registry.js';
import { type CipherSuite, cipherSuites } from '../../lib/suites.js';

export type MatrixPeer = 'openssl' | 'gnutls' | 'node' | 'forge';
/** Which side is ours. */
export type Role = 'client' | 'server';

export interface Case {
  readonly peer: MatrixPeer;
  readonly role: Role;
  readonly version: number;
  readonly suite: CipherSuite;
}

/** What each peer lacks of what we speak. OpenSSL and Node are built without RC4; forge.ts says
 * why node-forge has TLS 1.1 on one side only. */
const speaks: Record<MatrixPeer, (suite: CipherSuite, version: number, role: Role) => boolean> = {
  openssl: (suite) => suite.cipher !== 'RC4',
  gnutls: () => true,
  node: (suite) => suite.cipher !== 'RC4',
  forge: ({ keyExchange, cipher, mac }, version, role) =>
    keyExchange === 'RSA' &&
    cipher === 'AES_CBC' &&
    mac === 'SHA-1' &&
    version < (role === 'client' ? TLS11 : TLS12),
};

export function casesOf(peer: MatrixPeer): Case[] {
  return (['client', 'server'] as const).flatMap((role) =>
    [TLS10, TLS11, TLS12].flatMap((version) =>
      cipherSuites
        .filter((suite) => version >= suite.minVersion && speaks[peer](suite, version, role))
        .map((suite) => ({ peer, role, version, suite })),
    ),
  );
}

export function titleOf({ role, version, suite }: Case): string {
  return `our ${role}, ${versionNames.get(version)}, ${suite.name}`;
}

const versionNames = new Map(Object.entries(ProtocolVersion).map(([name, value]) => [value as number, name]));
