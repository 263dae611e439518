// A session in a file, to be resumed by another run: JSON, with everything in hex that is bytes.
import { writeFileSync } from 'node:fs';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { ProtocolVersion, versionName } from '../../lib/registry.js';
import type { ClientSession } from '../../lib/sessions.js';
import { cipherSuites, suiteName } from '../../lib/suites.js';
import { readInput, UsageError, userPath } from '../usage.js';

/** Whoever has the file can read the session, and every one that resumes it. */
export function writeSession(path: string, session: ClientSession): void {
  const { ticket } = session;
  const json = {
    version: versionName(session.version),
    cipherSuite: suiteName(session.cipherSuite),
    extendedMasterSecret: session.extendedMasterSecret,
    masterSecret: bytesToHex(session.masterSecret),
    sessionId: bytesToHex(session.sessionId),
    ...(ticket && { ticket: bytesToHex(ticket) }),
    serverChain: session.serverChain.map((der) => bytesToHex(der)),
  };
  writeFileSync(userPath(path), `${JSON.stringify(json, null, 2)}\n`, { mode: 0o600 });
}

/** @throws UsageError for a file that holds no session */
export function readSession(path: string): ClientSession {
  const text = Buffer.from(readInput(path)).toString('utf8');
  try {
    return parseSession(JSON.parse(text));
  } catch {
    throw new UsageError(`${path} holds no session: make one with --save-session ${path}`);
  }
}

function parseSession(json: Record<string, unknown>): ClientSession {
  const bytes = (value: unknown) => hexToBytes(value as string);
  const version = ProtocolVersion[json.version as keyof typeof ProtocolVersion];
  const suite = cipherSuites.find(({ name }) => name === json.cipherSuite);
  const masterSecret = bytes(json.masterSecret);
  const sessionId = bytes(json.sessionId);
  if (version === undefined || !suite || masterSecret.length !== 48 || sessionId.length > 32)
    throw new Error('not a session');
  return {
    version,
    cipherSuite: suite.id,
    extendedMasterSecret: json.extendedMasterSecret === true,
    masterSecret,
    sessionId,
    ...(json.ticket !== undefined && { ticket: bytes(json.ticket) }),
    serverChain: (json.serverChain as unknown[]).map(bytes),
  };
}
