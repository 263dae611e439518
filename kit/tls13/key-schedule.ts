// From a traffic secret, as a key log has it, to keys, IVs and Finished (RFC 8446 7). HKDF takes the place of the PRF.
import { expand } from '@noble/hashes/hkdf.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { hmac } from '../../lib/hmac.js';
import { Writer } from '../../lib/writer.js';
import type { Suite13 } from './suites.js';

type Hash = Suite13['hash'];

const noble = { 'SHA-256': sha256, 'SHA-384': sha384 };

/**
 * HKDF-Expand-Label: `length` bytes of a secret, for one purpose (RFC 8446 7.1).
 * @param label without "tls13 ", which every label begins with
 * @param context a transcript hash, or nothing
 */
export function hkdfExpandLabel(
  hash: Hash,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  return expand(noble[hash], secret, hkdfLabel(label, context, length), length);
}

/** What HKDF is told: a struct with a length before each part, so that no two purposes can run into each other. */
export function hkdfLabel(label: string, context: Uint8Array, length: number): Uint8Array {
  return new Writer()
    .uint16(length)
    .vector(1, utf8ToBytes(`tls13 ${label}`))
    .vector(1, context)
    .bytes();
}

const NOTHING = new Uint8Array();

/** What protects the records of one side under one traffic secret. */
export interface TrafficKeys {
  /** 16 or 32 bytes. */
  readonly key: Uint8Array;
  /** 12 bytes, none of which ever travels. */
  readonly iv: Uint8Array;
}

/** write_key and write_iv (RFC 8446 7.3). */
export function trafficKeys({ hash, keyLength }: Suite13, secret: Uint8Array): TrafficKeys {
  return {
    key: hkdfExpandLabel(hash, secret, 'key', NOTHING, keyLength),
    iv: hkdfExpandLabel(hash, secret, 'iv', NOTHING, 12),
  };
}

/**
 * verify_data of a Finished: an HMAC over the transcript hash, as long as the hash (RFC 8446 4.4.4).
 * @param baseKey the sender's handshake traffic secret
 */
export function verifyData13({ hash }: Suite13, baseKey: Uint8Array, transcriptHash: Uint8Array): Uint8Array {
  const finishedKey = hkdfExpandLabel(hash, baseKey, 'finished', NOTHING, transcriptHash.length);
  return hmac(hash, finishedKey, transcriptHash);
}
