// Stage 09. A record under a stream cipher is its content and the content's MAC, encrypted together
// (RFC 5246 6.2.3.1).
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from './errors.js';
import { type Rc4State, rc4 } from './rc4.js';

/**
 * What a record's HMAC covers: the 8-byte sequence number, which is never sent, then type, version and length as
 * in a record header, then the content. The length is the content's alone (RFC 5246 6.2.3.1).
 * @param sequenceNumber records sent before this one under the same keys
 */
export function macInput(
  sequenceNumber: bigint,
  type: number,
  version: number,
  fragment: Uint8Array,
): Uint8Array {
  const input = new Uint8Array(13 + fragment.length);
  const view = new DataView(input.buffer);
  view.setBigUint64(0, sequenceNumber);
  view.setUint8(8, type);
  view.setUint16(9, version);
  view.setUint16(11, fragment.length);
  input.set(fragment, 13);
  return input;
}

/** Encrypts content and MAC to a GenericStreamCipher, and says how the cipher goes on (RFC 5246 6.2.3.1). */
export function sealStream(
  state: Rc4State,
  content: Uint8Array,
  mac: Uint8Array,
): { state: Rc4State; fragment: Uint8Array } {
  const { state: next, output } = rc4(state, concatBytes(content, mac));
  return { state: next, fragment: output };
}

/**
 * Decrypts a GenericStreamCipher into its content and its MAC, which is not yet checked (RFC 5246 6.2.3.1).
 * @param macLength bytes of the MAC at the end
 * @throws TlsError bad_record_mac when the fragment has no room for a MAC
 */
export function openStream(
  state: Rc4State,
  fragment: Uint8Array,
  macLength: number,
): { state: Rc4State; content: Uint8Array; mac: Uint8Array } {
  if (fragment.length < macLength)
    throw new TlsError(
      'bad_record_mac',
      `the peer sent ${fragment.length} encrypted bytes, which have no room for a MAC of ${macLength}`,
    );
  const { state: next, output } = rc4(state, fragment);
  const end = fragment.length - macLength;
  return { state: next, content: output.subarray(0, end), mac: output.subarray(end) };
}
