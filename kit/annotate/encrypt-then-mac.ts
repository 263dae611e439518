// Records under encrypt_then_mac (RFC 7366): the MAC covers what is encrypted, IV included, and stands behind it.
// lib does not speak this; OpenSSL and GnuTLS agree on it with each other, so captures are full of it.
import { CbcKey, openCbc } from '../../lib/cbc.js';
import { TlsError } from '../../lib/errors.js';
import type { WriteKeys } from '../../lib/key-block.js';
import type { Protection } from '../../lib/protection.js';
import { checkRecordMac, recordMac } from '../../lib/protection-mac.js';
import { TLS10 } from '../../lib/registry.js';
import type { SessionContext } from '../../lib/session-keys.js';
import { reference } from '../../lib/stages.js';

const IV_LENGTH = 16;

/** Opens the records of one side (RFC 7366 3). */
export function encryptThenMac(
  { suite, version }: SessionContext,
  keys: WriteKeys,
): Pick<Protection, 'open'> {
  const mac = recordMac(reference, suite, version, keys);
  let chained = keys.iv; // TLS 1.0: the last block of the record before
  return {
    open(sequenceNumber, type, fragment) {
      const end = Math.max(fragment.length - keys.macKey.length, 0);
      const encrypted = fragment.subarray(0, end);
      checkRecordMac(mac(sequenceNumber, type, encrypted), fragment.subarray(end));
      const start = version > TLS10 ? IV_LENGTH : 0;
      const iv = version > TLS10 ? encrypted.subarray(0, IV_LENGTH) : chained;
      const { content, paddingGood } = openCbc(new CbcKey(keys.key), iv, encrypted.subarray(start), 0);
      if (!paddingGood) throw new TlsError('bad_record_mac', 'the padding of a record is wrong');
      chained = encrypted.slice(-IV_LENGTH);
      return content;
    },
  };
}
