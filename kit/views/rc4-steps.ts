// RC4 step by step, for pictures; lib/rc4.ts only gives the end. The tests hold the two against each other.
import type { Rc4State } from '../../lib/rc4.js';

/** The state after a step; the entries at i and j have just changed places. */
export type Rc4Step = Rc4State;

/** Where a step of the generator read its byte of keystream, and the byte. */
export interface GeneratorStep extends Rc4Step {
  readonly index: number;
  readonly output: number;
}

/**
 * The first steps of the key schedule.
 * @param key   1 to 256 bytes
 * @param count up to 256, when all of S has been gone through; after step k, i is k - 1
 */
export function keyScheduleSteps(key: Uint8Array, count: number): Rc4Step[] {
  const s = Uint8Array.from({ length: 256 }, (_, i) => i);
  let j = 0;
  return Array.from({ length: count }, (_, i) => {
    j = (j + (s[i] as number) + (key[i % key.length] as number)) & 0xff;
    [s[i], s[j]] = [s[j] as number, s[i] as number];
    return { s: s.slice(), i, j };
  });
}

/** The next steps of the generator from a state on: a byte of keystream each. */
export function generatorSteps(state: Rc4State, count: number): GeneratorStep[] {
  const s = state.s.slice();
  let { i, j } = state;
  return Array.from({ length: count }, () => {
    i = (i + 1) & 0xff;
    j = (j + (s[i] as number)) & 0xff;
    [s[i], s[j]] = [s[j] as number, s[i] as number];
    const index = ((s[i] as number) + (s[j] as number)) & 0xff;
    return { s: s.slice(), i, j, index, output: s[index] as number };
  });
}
