// Attack code, for teaching. What two records under one nonce give away: H, and with it any record that an attacker likes.
import { concatBytes } from '@noble/hashes/utils.js';
import { ghash } from '../../../lib/ghash.js';
import { ContentType, TLS12 } from '../../../lib/registry.js';
import { reference as f } from '../../../lib/stages.js';
import { xor } from '../parts/xor.js';
import { bytesOf, type Element, elementOf } from './field.js';
import { add, type Polynomial, roots, trimmed } from './polynomial.js';

/** A record as an eavesdropper has it. */
export interface SealedRecord {
  readonly explicitNonce: Uint8Array;
  /** What the tag covers and nobody sends: sequence number, type, version, length. */
  readonly additionalData: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

/** Takes the fragment of a data record apart (RFC 5288 3). */
export function sealedRecord(fragment: Uint8Array, sequenceNumber: bigint): SealedRecord {
  const ciphertext = fragment.slice(8, -16);
  const type = ContentType.application_data;
  return {
    explicitNonce: fragment.slice(0, 8),
    additionalData: f.gcmAdditionalData(sequenceNumber, type, TLS12, ciphertext.length),
    ciphertext,
    tag: fragment.slice(-16),
  };
}

/**
 * The tag of a record as a polynomial in H, without the pad, which is its constant: the coefficient of H^1 is the block
 * of lengths, and so on to the first block of additional data (SP 800-38D 6.4).
 */
function tagPolynomial({ additionalData, ciphertext, tag }: SealedRecord): Polynomial {
  const blocks = [...blocks16(additionalData), ...blocks16(ciphertext)].map(elementOf);
  const lengths = (BigInt(8 * additionalData.length) << 64n) | BigInt(8 * ciphertext.length);
  return trimmed([elementOf(tag), lengths, ...blocks.reverse()]);
}

const blocks16 = (bytes: Uint8Array) =>
  Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) => bytes.subarray(16 * i, 16 * i + 16));

/** What H can be, when two records were sealed under one nonce: one or a few numbers. */
export function candidatesForH(one: SealedRecord, other: SealedRecord): Element[] {
  return roots(add(tagPolynomial(one), tagPolynomial(other)));
}

/** The pad that hides the GHASH of a record, for an H: the same for all records of a nonce, when H is right. */
export function padOf(h: Element, { additionalData, ciphertext, tag }: SealedRecord): Uint8Array {
  return xor(tag, ghash(bytesOf(h), additionalData, ciphertext));
}

/**
 * A record that says something else, sealed without the key: the keystream comes from a record whose text is known, the
 * tag from H.
 * @throws RangeError when the text is longer than the known one
 */
export function forgeRecord(
  h: Element,
  known: SealedRecord & { readonly plaintext: Uint8Array },
  text: Uint8Array,
  sequenceNumber: bigint,
): Uint8Array {
  if (text.length > known.plaintext.length)
    throw new RangeError('there is no more keystream than known text');
  const ciphertext = xor(text, known.plaintext, known.ciphertext);
  const additionalData = f.gcmAdditionalData(
    sequenceNumber,
    ContentType.application_data,
    TLS12,
    text.length,
  );
  const tag = xor(ghash(bytesOf(h), additionalData, ciphertext), padOf(h, known));
  const fragment = concatBytes(known.explicitNonce, ciphertext, tag);
  return f.encodeRecord({ type: ContentType.application_data, version: TLS12, fragment });
}
