// Session tickets: the server's state, sealed under a key that only the server has, for the client to carry
// (RFC 5077 4). The state is sealed with AES-GCM instead of the AES-CBC and HMAC that the RFC recommends, so a ticket is
//   key_name (16 bytes)  nonce (12 bytes)  encrypted state and tag
// and the tag covers the key's name as well.
import { equalBytes } from '@noble/curves/utils.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { decodeAll, type Reader } from './codec.js';
import { TlsError } from './errors.js';
import { gcmDecrypt, gcmEncrypt } from './gcm.js';
import type { ServerSession } from './sessions.js';
import { Writer } from './writer.js';

/** Whoever has `key` can read every session whose ticket it sealed: change it often, and forget it. */
export interface TicketKey {
  /** 16 bytes, sent in the clear. */
  readonly name: Uint8Array;
  /** 16 or 32 bytes. */
  readonly key: Uint8Array;
}

const NAME_LENGTH = 16;
const NONCE_LENGTH = 12;

/** @param nonce 12 random bytes, never used before with this key */
export function sealTicket({ name, key }: TicketKey, nonce: Uint8Array, session: ServerSession): Uint8Array {
  return concatBytes(name, nonce, gcmEncrypt(key, nonce, name, encodeState(session)));
}

/**
 * The session in a ticket, or undefined for one that none of our keys has sealed: then the handshake is a full one,
 * and nobody need know why (RFC 5077 3.1).
 */
export function openTicket(keys: readonly TicketKey[], ticket: Uint8Array): ServerSession | undefined {
  const name = ticket.subarray(0, NAME_LENGTH);
  const nonce = ticket.subarray(NAME_LENGTH, NAME_LENGTH + NONCE_LENGTH);
  const sealed = ticket.subarray(NAME_LENGTH + NONCE_LENGTH);
  const known = keys.find((key) => equalBytes(key.name, name));
  if (!known || nonce.length < NONCE_LENGTH) return undefined;
  try {
    return decodeAll(gcmDecrypt(known.key, nonce, name, sealed), 'ticket', readState);
  } catch (error) {
    if (error instanceof TlsError) return undefined;
    throw error;
  }
}

function encodeState(session: ServerSession): Uint8Array {
  return new Writer()
    .uint16(session.version)
    .uint16(session.cipherSuite)
    .opaque(session.masterSecret)
    .uint8(session.extendedMasterSecret ? 1 : 0)
    .uint32(session.createdAt)
    .vector(1, utf8ToBytes(session.serverName ?? ''))
    .list(3, session.clientChain, (w, certificate) => w.vector(3, certificate))
    .bytes();
}

function readState(r: Reader): ServerSession {
  const state = {
    version: r.uint16('version'),
    cipherSuite: r.uint16('cipher_suite'),
    masterSecret: r.opaque(48, 'master_secret').slice(),
    extendedMasterSecret: r.uint8('extended_master_secret') === 1,
    createdAt: r.uint32('created_at'),
  };
  const serverName = new TextDecoder().decode(r.vector(1, 'server_name'));
  const clientChain = r.list(3, 'client_chain', (c) => c.vector(3, 'ASN.1Cert').slice());
  return { ...state, ...(serverName !== '' && { serverName }), clientChain };
}
