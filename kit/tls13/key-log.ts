// The key log that TLS programs write for whoever debugs them, one secret a line: label, client random, secret
// (RFC 9850).
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** The four secrets of a TLS 1.3 session that records are read with, by their labels in a key log. */
export const secretLabels = [
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  'CLIENT_TRAFFIC_SECRET_0',
  'SERVER_TRAFFIC_SECRET_0',
] as const;
export type SecretLabel = (typeof secretLabels)[number];
export type Secrets13 = Readonly<Record<SecretLabel, Uint8Array>>;

/** @throws Error that names the first secret which the log lacks for this client random */
export function secretsOf(keyLog: string, clientRandom: Uint8Array): Secrets13 {
  const entries = secretLabels.map((label) => [label, secretOf(keyLog, label, clientRandom)] as const);
  return Object.fromEntries(entries) as Secrets13;
}

function secretOf(keyLog: string, label: SecretLabel, clientRandom: Uint8Array): Uint8Array {
  const line = new RegExp(`^${label} ${bytesToHex(clientRandom)} ([0-9a-f]{64}|[0-9a-f]{96})\\r?$`, 'im');
  const [, secret] = line.exec(keyLog) ?? [];
  if (secret === undefined) throw new Error(`the key log has no ${label} for this session`);
  return hexToBytes(secret);
}
