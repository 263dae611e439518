import { bytesToHex } from '@noble/hashes/utils.js';
import { type Fact, sessionFacts } from './facts.js';
import { literal, momentLines, quoted, wireLines } from './literals.js';
import type { RecordedSession } from './record.js';

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
${momentLines()}
  // The CA that the client trusts, as DER.
  caCertificate: ${literal(session.caCertificate, '  ')},
${sessionFacts(session).map(factLines).join('\n')}
};

export type Tls12EcdheGcm = typeof tls12EcdheGcm;

/** Everything that went over the wire, in order. */
export const tls12EcdheGcmWire: readonly WireRecord[] = [
${wireLines(session.wire)}
];
`;
}

function factLines([name, value, source]: Fact): string {
  const text = typeof value === 'string' ? quoted(value) : literal(value, '  ');
  return `  // ${source}\n  ${name}: ${text},`;
}
