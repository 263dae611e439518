// Stage 09. RC4, never standardized and leaked in 1994: a permutation S of the 256 bytes and two indices into it.
// Each byte of output swaps two entries of S, so the state after one record is where the next one starts.

/** RC4's whole state: 256 bytes and two indices below 256. */
export interface Rc4State {
  readonly s: Uint8Array;
  readonly i: number;
  readonly j: number;
}

/** The state that a key of 1 to 256 bytes starts with: the key shuffles S. */
export function rc4KeySchedule(key: Uint8Array): Rc4State {
  const s = Uint8Array.from({ length: 256 }, (_, i) => i);
  for (let i = 0, j = 0; i < 256; i++) {
    const si = s[i] as number;
    j = (j + si + (key[i % key.length] as number)) & 0xff;
    s[i] = s[j] as number;
    s[j] = si;
  }
  return { s, i: 0, j: 0 };
}

/**
 * Encrypts or decrypts, which is the same: data XOR keystream. The given state stays as it is; the returned one
 * stands right after the last byte.
 */
export function rc4(state: Rc4State, data: Uint8Array): { state: Rc4State; output: Uint8Array } {
  const s = state.s.slice();
  let { i, j } = state;
  const output = new Uint8Array(data.length);
  for (let k = 0; k < data.length; k++) {
    i = (i + 1) & 0xff;
    const si = s[i] as number;
    j = (j + si) & 0xff;
    const sj = s[j] as number;
    s[i] = sj;
    s[j] = si;
    output[k] = (data[k] as number) ^ (s[(si + sj) & 0xff] as number);
  }
  return { state: { s, i, j }, output };
}
