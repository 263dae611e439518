// Record protection: from TLSPlaintext.fragment to TLSCiphertext.fragment and back (RFC 5246 6.2.3). The stage
// functions are pure and arrive in `f`; what must go on from record to record, RC4's state or TLS 1.0's CBC block,
// lives in a Protection and nowhere else. The sequence number belongs to the record layer, which passes it in.
import { TlsError } from './errors.js';
import type { gcmAdditionalData, gcmDecrypt, gcmEncrypt, gcmNonce } from './gcm.js';
import type { hmac } from './hmac.js';
import type { WriteKeys } from './key-block.js';
import { cbcProtection, chainedCbcProtection } from './protection-cbc.js';
import { gcmProtection } from './protection-gcm.js';
import { recordMac } from './protection-mac.js';
import { streamProtection } from './protection-stream.js';
import type { rc4KeySchedule } from './rc4.js';
import type { macInput, openStream, sealStream } from './record-mac.js';
import { MAX_PLAINTEXT } from './records.js';
import { TLS10 } from './registry.js';
import type { CipherSuite } from './suites.js';

/** Protects one direction: an end seals with one Protection and opens with another, made from other keys. */
export interface Protection {
  /**
   * TLSCiphertext.fragment of some content.
   * @param sequenceNumber records sealed before this one under the same keys
   * @throws RangeError when the content is over 2^14 bytes
   */
  seal(sequenceNumber: bigint, type: number, content: Uint8Array): Uint8Array;
  /**
   * The content of a TLSCiphertext.fragment. After an error nothing more may be opened: all of them are fatal.
   * @throws TlsError bad_record_mac when the fragment is not what the peer sealed as this record, record_overflow
   *   when the content is over 2^14 bytes
   */
  open(sequenceNumber: bigint, type: number, fragment: Uint8Array): Uint8Array;
}

/** The stage functions that protect records. */
export interface ProtectionFunctions {
  readonly hmac: typeof hmac;
  readonly macInput: typeof macInput;
  readonly rc4KeySchedule: typeof rc4KeySchedule;
  readonly sealStream: typeof sealStream;
  readonly openStream: typeof openStream;
  readonly gcmNonce: typeof gcmNonce;
  readonly gcmAdditionalData: typeof gcmAdditionalData;
  readonly gcmEncrypt: typeof gcmEncrypt;
  readonly gcmDecrypt: typeof gcmDecrypt;
}

/** As many bytes as asked for, which nobody could foresee. */
export type RandomBytes = (length: number) => Uint8Array;

/**
 * The protection of one direction under new keys, from their first record on (RFC 5246 6.2.3).
 * @param version the negotiated version, which MAC and additional data cover
 * @param random  makes the IVs of CBC records
 */
export function createProtection(
  f: ProtectionFunctions,
  suite: CipherSuite,
  version: number,
  keys: WriteKeys,
  random: RandomBytes,
): Protection {
  const { seal, open } = unlimitedProtection(f, suite, version, keys, random);
  return {
    seal(sequenceNumber, type, content) {
      if (content.length > MAX_PLAINTEXT)
        throw new RangeError(`${content.length} bytes do not fit in a record; ${MAX_PLAINTEXT} do`);
      return seal(sequenceNumber, type, content);
    },
    open(sequenceNumber, type, fragment) {
      const content = open(sequenceNumber, type, fragment);
      if (content.length > MAX_PLAINTEXT)
        throw new TlsError(
          'record_overflow',
          `the peer sent a record with ${content.length} bytes of content; ${MAX_PLAINTEXT} are allowed`,
        );
      return content;
    },
  };
}

function unlimitedProtection(
  f: ProtectionFunctions,
  suite: CipherSuite,
  version: number,
  keys: WriteKeys,
  random: RandomBytes,
): Protection {
  if (suite.cipher === 'AES_GCM') return gcmProtection(f, version, keys);
  const mac = recordMac(f, suite, version, keys);
  if (suite.cipher === 'RC4') return streamProtection(f, mac, keys);
  return version > TLS10 ? cbcProtection(mac, keys, random) : chainedCbcProtection(mac, keys);
}
