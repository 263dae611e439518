// From the pre-master secret to keys and Finished, put together from the functions of stages 06, 07 and 08.
import type { HandshakeMessage } from './handshake-message.js';
import type { WriteKeys } from './key-block.js';
import type { ExchangeContext } from './key-exchange.js';
import { runPrf } from './prf.js';
import type { Functions } from './stages.js';
import type { CipherSuite } from './suites.js';

/** What all derivations of one session depend on. */
export interface SessionContext extends ExchangeContext {
  readonly suite: CipherSuite;
  readonly extendedMasterSecret: boolean;
}

/**
 * The 48-byte master secret (RFC 5246 8.1), or the extended one (RFC 7627 4).
 * @param transcript every handshake message up to and including client_key_exchange
 */
export function deriveMasterSecret(
  f: Functions,
  session: SessionContext,
  preMasterSecret: Uint8Array,
  transcript: readonly HandshakeMessage[],
): Uint8Array {
  const { version, suite, clientRandom, serverRandom } = session;
  if (!session.extendedMasterSecret)
    return f.masterSecret(version, suite.prfHash, preMasterSecret, clientRandom, serverRandom);
  const sessionHash = f.transcriptHash(version, suite.prfHash, transcript);
  return f.extendedMasterSecret(version, suite.prfHash, preMasterSecret, sessionHash);
}

/** The keys of both sides (RFC 5246 6.3). */
export function deriveKeys(
  f: Functions,
  { version, suite, clientRandom, serverRandom }: SessionContext,
  masterSecret: Uint8Array,
): { client: WriteKeys; server: WriteKeys } {
  const input = f.keyExpansion(version, suite, clientRandom, serverRandom);
  return f.partitionKeyBlock(version, suite, runPrf(f, version, suite.prfHash, masterSecret, input));
}

/**
 * The 12 bytes of a Finished (RFC 5246 7.4.9).
 * @param transcript every handshake message before this Finished
 */
export function deriveVerifyData(
  f: Functions,
  { version, suite }: SessionContext,
  masterSecret: Uint8Array,
  sender: 'client' | 'server',
  transcript: readonly HandshakeMessage[],
): Uint8Array {
  const input = f.verifyDataInput(sender, f.transcriptHash(version, suite.prfHash, transcript));
  return runPrf(f, version, suite.prfHash, masterSecret, input);
}
