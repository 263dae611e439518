// The end of every handshake, full or abbreviated: each side changes to the new keys and proves with Finished, the
// first message under them, that it saw the same handshake (RFC 5246 7.4.9).
import type { HandshakeIO, Incoming } from './connection-types.js';
import type { MessageName } from './handshake-rules.js';
import type { WriteKeys } from './key-block.js';
import { createProtection, type RandomBytes } from './protection.js';
import { deriveKeys, deriveVerifyData, type SessionContext } from './session-keys.js';
import type { Functions } from './stages.js';

export interface Secrets {
  readonly masterSecret: Uint8Array;
  readonly keys: { readonly client: WriteKeys; readonly server: WriteKeys };
}

type Sender = 'client' | 'server';
type Expect = (...names: readonly MessageName[]) => Generator<undefined, Incoming, Incoming>;

/** What both halves need. */
export interface Finishing {
  readonly io: HandshakeIO;
  readonly functions: Functions;
  readonly random: RandomBytes;
  readonly context: SessionContext;
}

/** The secrets of a session that is resumed: its master secret, and keys from it and the new randoms. */
export function resumedSecrets({ functions, context }: Finishing, masterSecret: Uint8Array): Secrets {
  return { masterSecret, keys: deriveKeys(functions, context, masterSecret) };
}

export function changeWriteKeys({ io, functions, random, context }: Finishing, keys: WriteKeys): void {
  io.changeWriteKeys(createProtection(functions, context.suite, context.version, keys, random));
}

/** Sends Finished; returns its verify_data, 12 bytes. */
export function sendFinished(finishing: Finishing, { masterSecret }: Secrets, sender: Sender): Uint8Array {
  const { io, functions, context } = finishing;
  const verifyData = deriveVerifyData(functions, context, masterSecret, sender, io.transcript);
  io.send('finished', verifyData);
  io.flush();
  return verifyData;
}

/**
 * Takes the peer's change_cipher_spec and Finished; returns its verify_data, 12 bytes.
 * @throws TlsError decrypt_error when it does not fit
 */
export function* takeFinished(
  finishing: Finishing,
  { masterSecret, keys }: Secrets,
  sender: Sender,
  expect: Expect,
): Generator<undefined, Uint8Array, Incoming> {
  const { io, functions: f, random, context } = finishing;
  yield* expect('change_cipher_spec');
  io.changeReadKeys(createProtection(f, context.suite, context.version, keys[sender], random));
  const expected = deriveVerifyData(f, context, masterSecret, sender, io.transcript);
  f.checkVerifyData(expected, (yield* expect('finished')).body);
  return expected;
}
