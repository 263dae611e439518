/** A copy with one byte changed. */
export function withByte(bytes: Uint8Array, index: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[index] = value;
  return copy;
}

/** A copy with some bits of one byte flipped. */
export function flipped(bytes: Uint8Array, index: number, bits = 1): Uint8Array {
  return withByte(bytes, index, (bytes[index] as number) ^ bits);
}
