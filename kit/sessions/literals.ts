import { hexToBytes } from '@noble/hashes/utils.js';

/** Recorded bytes as a source file can show them: hex` 16 0301 ... ` over as many lines as it takes. */
export function hex(text: TemplateStringsArray): Uint8Array {
  return hexToBytes(text.join('').replace(/\s/g, ''));
}

/** A long decimal number over several lines. */
export function decimal(text: TemplateStringsArray): bigint {
  return BigInt(text.join('').replace(/\s/g, ''));
}
