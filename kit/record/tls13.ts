import { tls12EcdheGcm } from '../sessions/tls12-ecdhe-gcm.js';
import { type Conversation, converse } from '../tls13/converse.js';
import { readSession13 } from '../tls13/session.js';
import { literal, momentLines, quoted, wireLines } from './literals.js';
import { certificates } from './record.js';

/**
 * A TLS 1.3 session of node:tls with itself, in which the same is said as in our TLS 1.2 session, as the source of a
 * module of kit/sessions. @throws TlsError when we cannot read it
 */
export async function recordTls13(): Promise<{ source: string; flights: number }> {
  const { request, reply } = tls12EcdheGcm;
  const { ca, server } = certificates();
  const ciphers = 'TLS_AES_128_GCM_SHA256';
  const talk = await converse({ ca, server, request, reply, ciphers });
  readSession13(talk.wire, talk.keyLog);
  return { source: tls13Module(talk, ca.certificate, request), flights: talk.wire.length };
}

function tls13Module({ wire, keyLog, reply }: Conversation, ca: Uint8Array, request: string): string {
  return `// A client and a server of node:tls (Node ${process.version}, OpenSSL ${process.versions.openssl}): TLS 1.3,
// TLS_AES_128_GCM_SHA256, x25519, over loopback. Recorded by \`npm run record -- --tls 1.3\`: all randomness is
// theirs, the secrets are those of the client's key log, and the certificates were made for the day at which they
// are judged.
import { hex } from './literals.js';
import type { WireRecord } from './wire.js';

export const tls13Node = {
${momentLines()}
  // The CA that the client trusts, as DER.
  caCertificate: ${literal(ca, '  ')},
  // As Node wrote it: label, client random, secret.
  keyLog: \`
${keyLog.trimEnd()}
\`,
  // what the client sent
  request: ${quoted(request)},
  // what it read
  reply: ${quoted(reply)},
};

/** Everything that went over the wire, in order. */
export const tls13NodeWire: readonly WireRecord[] = [
${wireLines(wire)}
];
`;
}
