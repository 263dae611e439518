import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import type { WireRecord } from '../sessions/wire.js';
import { type Fact, sessionFacts } from './facts.js';
import { type RecordedSession, recordedAt } from './record.js';

/** The session as the source of a module of kit/sessions. @throws when OpenSSL's master secret is another */
export function sessionModule(session: RecordedSession): string {
  const { masterSecret, suite } = session.security;
  if (session.masterSecretOfPeer !== bytesToHex(masterSecret))
    throw new Error("OpenSSL's key log has another master secret than we computed");
  return `// Our client and ${session.openssl}: TLS 1.2, ${suite.name}, over loopback.
// Recorded by \`npm run record\`: our randomness comes from the seed below, OpenSSL's is its own, and the certificates
// were made for the day at which they are judged. The master secret is the one in OpenSSL's own key log.
import { hex } from './literals.js';
import type { WireRecord } from './wire.js';

export const tls12EcdheGcm = {
  seed: ${JSON.stringify(session.seed)},
  // ${new Date(recordedAt * 1000).toISOString()}
  at: ${recordedAt.toLocaleString('en').replaceAll(',', '_')},
  // The CA that the client trusts, as DER.
  caCertificate: ${literal(session.caCertificate, '  ')},
${sessionFacts(session).map(factLines).join('\n')}
};

export type Tls12EcdheGcm = typeof tls12EcdheGcm;

/** Everything that went over the wire, in order. */
export const tls12EcdheGcmWire: readonly WireRecord[] = [
${merged(session.wire)
  .map(({ direction, bytes }) => `  { direction: '${direction}', bytes: ${literal(bytes, '  ')} },`)
  .join('\n')}
];
`;
}

function factLines([name, value, source]: Fact): string {
  const text = typeof value === 'string' ? quoted(value) : literal(value, '  ');
  return `  // ${source}\n  ${name}: ${text},`;
}

const quoted = (text: string) =>
  `'${text.replace(/[\\']/g, '\\$&').replace(/\r/g, '\\r').replace(/\n/g, '\\n')}'`;

/** hex\`...\` on one line, or wrapped at 96 digits. */
function literal(bytes: Uint8Array, indent: string): string {
  const digits = bytesToHex(bytes);
  if (digits.length <= 72) return `hex\`${digits}\``;
  const lines = digits.match(/.{1,96}/g) ?? [];
  return `hex\`\n${lines.map((line) => `${indent}  ${line}`).join('\n')}\n${indent}\``;
}

/** One entry a flight: what one side sent until the other did. */
function merged(wire: readonly WireRecord[]): WireRecord[] {
  const flights: { direction: WireRecord['direction']; bytes: Uint8Array }[] = [];
  for (const { direction, bytes } of wire) {
    const last = flights.at(-1);
    if (last?.direction === direction) last.bytes = concatBytes(last.bytes, bytes);
    else flights.push({ direction, bytes });
  }
  return flights;
}
