// What is left over when the input ends.
import { TlsError } from '../../lib/errors.js';
import { decodeRecord, HEADER_LENGTH, MAX_CIPHERTEXT } from '../../lib/records.js';
import { messageName, recordHeader } from './fields.js';
import { byteCount, type Section, section, span } from './section.js';

/** A record that is not whole, or bytes that are no record at all: these no field claims. */
export function incompleteRecord(bytes: Uint8Array, base: number): Section {
  const s = section('incomplete record', bytes, base, []);
  try {
    decodeRecord(bytes, MAX_CIPHERTEXT);
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    s.problems.push(`No record begins at byte ${base}: ${error.message}.`);
    return { ...s, title: 'not a record' };
  }
  s.fields.push(...recordHeader(bytes, base));
  const got = Math.max(bytes.length - HEADER_LENGTH, 0);
  if (got > 0) s.fields.push(span('fragment', base + HEADER_LENGTH, base + bytes.length, 'its beginning'));
  s.problems.push(
    bytes.length < HEADER_LENGTH
      ? `The input ends inside a record header: it has ${bytes.length} of ${HEADER_LENGTH} bytes.`
      : `The input ends inside a record: it has ${got} of ${byteCount(announced(bytes))} of its fragment.`,
  );
  return s;
}

/**
 * A handshake message of which some bytes are missing.
 * @param shown the bytes to show: none when the records have shown them
 */
export function incompleteMessage(
  bytes: Uint8Array,
  base = 0,
  shown: Uint8Array = new Uint8Array(),
): Section {
  const name = messageName(bytes[0] as number);
  const s = section(`incomplete ${name}`, shown, base, []);
  if (shown.length > 0) s.fields.push(span(`beginning of ${name}`, base, base + shown.length));
  const body = bytes.slice(1, 4).reduce((n, byte) => n * 256 + byte, 0);
  const got = bytes.length < 4 ? byteCount(bytes.length) : `${bytes.length} of ${4 + body} bytes`;
  s.problems.push(`The input ends inside a handshake message, ${name}: it has ${got} of it.`);
  return s;
}

const announced = (header: Uint8Array) => (header[3] as number) * 256 + (header[4] as number);
