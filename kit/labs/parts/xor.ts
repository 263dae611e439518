/** The XOR of byte strings, as long as the first; the others must not be shorter. */
export function xor(first: Uint8Array, ...others: readonly Uint8Array[]): Uint8Array {
  return first.map((byte, i) => others.reduce((sum, other) => sum ^ (other[i] as number), byte));
}

/** Cuts a ciphertext into blocks of 16 bytes. */
export function blocksOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / 16 }, (_, i) => bytes.slice(16 * i, 16 * i + 16));
}
