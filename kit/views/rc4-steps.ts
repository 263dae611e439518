// RC4 step by step, for pictures; lib/rc4.ts only gives the end. The tests hold the two against each other.
import type { Rc4State } from '../../lib/rc4.js';

/** The state after a step, and what the step did. */
export interface Rc4Step extends Rc4State {
  /** The two entries that changed places, by index. */
  readonly swapped: readonly [number, number];
  /** A generator's step only: where the byte of output was read, and the byte. */
  readonly read?: { readonly index: number; readonly output: number };
}

/**
 * The key schedule, one step for each entry of S: 256 in all. After step k, i is k - 1.
 * @param key 1 to 256 bytes
 */
export function* keyScheduleSteps(key: Uint8Array): Generator<Rc4Step> {
  const s = Uint8Array.from({ length: 256 }, (_, i) => i);
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (s[i] as number) + (key[i % key.length] as number)) & 0xff;
    swap(s, i, j);
    yield { s: s.slice(), i, j, swapped: [i, j] };
  }
}

/** The generator from a state on: each step swaps two entries and gives one byte of keystream. Without end. */
export function* generatorSteps(state: Rc4State): Generator<Rc4Step & Required<Pick<Rc4Step, 'read'>>> {
  const s = state.s.slice();
  let { i, j } = state;
  for (;;) {
    i = (i + 1) & 0xff;
    j = (j + (s[i] as number)) & 0xff;
    swap(s, i, j);
    const index = ((s[i] as number) + (s[j] as number)) & 0xff;
    yield { s: s.slice(), i, j, swapped: [i, j], read: { index, output: s[index] as number } };
  }
}

function swap(s: Uint8Array, i: number, j: number): void {
  const si = s[i] as number;
  s[i] = s[j] as number;
  s[j] = si;
}
