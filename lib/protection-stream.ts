import type { WriteKeys } from './key-block.js';
import type { Protection, ProtectionFunctions } from './protection.js';
import { checkRecordMac, type RecordMac } from './protection-mac.js';

/** RC4 records: the cipher's state runs on from one record to the next (RFC 5246 6.2.3.1). */
export function streamProtection(f: ProtectionFunctions, mac: RecordMac, keys: WriteKeys): Protection {
  let state = f.rc4KeySchedule(keys.key);
  return {
    seal(sequenceNumber, type, content) {
      const sealed = f.sealStream(state, content, mac(sequenceNumber, type, content));
      state = sealed.state;
      return sealed.fragment;
    },
    open(sequenceNumber, type, fragment) {
      const opened = f.openStream(state, fragment, keys.macKey.length);
      checkRecordMac(mac(sequenceNumber, type, opened.content), opened.mac);
      state = opened.state;
      return opened.content;
    },
  };
}
