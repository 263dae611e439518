import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from './errors.js';
import type { WriteKeys } from './key-block.js';
import type { Protection, ProtectionFunctions } from './protection.js';

const EXPLICIT_NONCE_LENGTH = 8;
const TAG_LENGTH = 16;

/**
 * AES-GCM records: the explicit half of the nonce goes in front. We send the sequence number there, which never
 * repeats under one key; a peer may send what it likes (RFC 5288 3, RFC 5246 6.2.3.3).
 */
export function gcmProtection(f: ProtectionFunctions, version: number, keys: WriteKeys): Protection {
  return {
    seal(sequenceNumber, type, content) {
      const explicit = uint64(sequenceNumber);
      const nonce = f.gcmNonce(keys.iv, explicit);
      const additionalData = f.gcmAdditionalData(sequenceNumber, type, version, content.length);
      return concatBytes(explicit, f.gcmEncrypt(keys.key, nonce, additionalData, content));
    },
    open(sequenceNumber, type, fragment) {
      const length = fragment.length - EXPLICIT_NONCE_LENGTH - TAG_LENGTH;
      if (length < 0)
        throw new TlsError(
          'bad_record_mac',
          `the peer sent ${fragment.length} bytes, which have no room for a nonce and a tag`,
        );
      const nonce = f.gcmNonce(keys.iv, fragment.subarray(0, EXPLICIT_NONCE_LENGTH));
      const additionalData = f.gcmAdditionalData(sequenceNumber, type, version, length);
      return f.gcmDecrypt(keys.key, nonce, additionalData, fragment.subarray(EXPLICIT_NONCE_LENGTH));
    },
  };
}

function uint64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}
