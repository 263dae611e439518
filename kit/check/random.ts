import { bytesToNumberBE } from '@noble/curves/utils.js';
import { seededRandom } from '../record/seeded-random.js';

/** Random input that a printed seed brings back. */
export interface SeededRandom {
  readonly seed: string;
  bytes(length: number): Uint8Array;
  /** From 0 to `below` - 1. */
  integer(below: number): number;
  pick<T>(items: readonly T[]): T;
  /** A number of at most `bits` bits. */
  bigint(bits: number): bigint;
}

export function randomFrom(seed: string): SeededRandom {
  const bytes = seededRandom(seed);
  const integer = (below: number) => Number(bytesToNumberBE(bytes(6)) % BigInt(below));
  return {
    seed,
    bytes,
    integer,
    pick: (items) => items[integer(items.length)] as (typeof items)[number],
    bigint: (bits) => bytesToNumberBE(bytes(Math.ceil(bits / 8))) >> BigInt((8 - (bits % 8)) % 8),
  };
}
