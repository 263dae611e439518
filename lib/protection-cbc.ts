import { concatBytes } from '@noble/hashes/utils.js';
import { CbcKey, openCbc, sealCbc } from './cbc.js';
import type { WriteKeys } from './key-block.js';
import type { Protection, RandomBytes } from './protection.js';
import { checkRecordMac, type RecordMac } from './protection-mac.js';

const IV_LENGTH = 16;

/**
 * AES-CBC records of TLS 1.1 and 1.2: each carries an IV of its own in front, which nobody could foresee
 * (RFC 4346 6.2.3.2, RFC 5246 6.2.3.2).
 */
export function cbcProtection(mac: RecordMac, keys: WriteKeys, random: RandomBytes): Protection {
  const key = new CbcKey(keys.key);
  return {
    seal(sequenceNumber, type, content) {
      const iv = random(IV_LENGTH);
      return concatBytes(iv, sealCbc(key, iv, content, mac(sequenceNumber, type, content)));
    },
    open(sequenceNumber, type, fragment) {
      const iv = fragment.subarray(0, IV_LENGTH);
      const opened = openCbc(key, iv, fragment.subarray(IV_LENGTH), keys.macKey.length);
      checkRecordMac(mac(sequenceNumber, type, opened.content), opened.mac, opened.paddingGood);
      return opened.content;
    },
  };
}

/**
 * AES-CBC records of TLS 1.0: the first IV comes from the key block, and from then on the last block of a record
 * is the IV of the next. Whoever watches knows it beforehand, which is what BEAST (2011) used (RFC 2246 6.2.3.2).
 */
export function chainedCbcProtection(mac: RecordMac, keys: WriteKeys): Protection {
  const key = new CbcKey(keys.key);
  let iv = keys.iv;
  return {
    seal(sequenceNumber, type, content) {
      const fragment = sealCbc(key, iv, content, mac(sequenceNumber, type, content));
      iv = fragment.slice(-IV_LENGTH);
      return fragment;
    },
    open(sequenceNumber, type, fragment) {
      const opened = openCbc(key, iv, fragment, keys.macKey.length);
      checkRecordMac(mac(sequenceNumber, type, opened.content), opened.mac, opened.paddingGood);
      iv = fragment.slice(-IV_LENGTH);
      return opened.content;
    },
  };
}
