// Stage 09, solved: RC4, what a record's MAC covers, and a record's protection with both (RFC 5246 6.2.3.1).
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from '../lib/errors.js';
import type { Rc4State } from '../lib/rc4.js';

/** S, shuffled by the key. */
export function rc4KeySchedule(key: Uint8Array): Rc4State {
  const s = new Uint8Array(256).map((_, i) => i);
  let j = 0;
  for (let i = 0; i < 256; i++) {
    j = (j + at(s, i) + at(key, i % key.length)) % 256;
    swap(s, i, j);
  }
  return { s, i: 0, j: 0 };
}

/** Data XOR keystream, and where the generator stands then. */
export function rc4(state: Rc4State, data: Uint8Array): { state: Rc4State; output: Uint8Array } {
  const s = state.s.slice(); // the caller's state stays as it is
  let { i, j } = state;
  const output = new Uint8Array(data.length);
  for (let k = 0; k < data.length; k++) {
    i = (i + 1) % 256; // before its first use, so S[0] has to wait for byte 255
    j = (j + at(s, i)) % 256;
    swap(s, i, j);
    output[k] = at(data, k) ^ at(s, (at(s, i) + at(s, j)) % 256);
  }
  return { state: { s, i, j }, output };
}

/** A byte that is known to be there. */
function at(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}

function swap(s: Uint8Array, i: number, j: number): void {
  const kept = at(s, i);
  s[i] = at(s, j);
  s[j] = kept;
}

/** Sequence number (8 bytes), type (1), version (2), length (2), content (RFC 5246 6.2.3.1). */
export function macInput(
  sequenceNumber: bigint,
  type: number,
  version: number,
  fragment: Uint8Array,
): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setBigUint64(0, sequenceNumber); // a DataView is big-endian unless told otherwise
  header.setUint8(8, type);
  header.setUint16(9, version);
  header.setUint16(11, fragment.length); // without the MAC, which is not there yet
  return concatBytes(new Uint8Array(header.buffer), fragment);
}

/** Content and MAC under one stretch of keystream (RFC 5246 6.2.3.1). */
export function sealStream(
  state: Rc4State,
  content: Uint8Array,
  mac: Uint8Array,
): { state: Rc4State; fragment: Uint8Array } {
  const { state: next, output: fragment } = rc4(state, concatBytes(content, mac));
  return { state: next, fragment };
}

/** Decrypts, then cuts off the MAC, which has a fixed length where the content has none (RFC 5246 6.2.3.1). */
export function openStream(
  state: Rc4State,
  fragment: Uint8Array,
  macLength: number,
): { state: Rc4State; content: Uint8Array; mac: Uint8Array } {
  const contentLength = fragment.length - macLength;
  // Below, a negative length would count from the end, and give a content that nobody sent.
  if (contentLength < 0)
    throw new TlsError('bad_record_mac', `the peer sent ${fragment.length} bytes, too few for a MAC`);
  const { state: next, output } = rc4(state, fragment);
  return { state: next, content: output.slice(0, contentLength), mac: output.slice(contentLength) };
}
