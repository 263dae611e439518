import { hexToBytes } from '@noble/hashes/utils.js';

/** Bytes of hex as it is printed in RFCs: white space and colons are passed over. */
export function hex(printed: string): Uint8Array {
  return hexToBytes(printed.replace(/[\s:]/g, ''));
}
