// What an attacker, a bad line or a bad program does to bytes.
import { concatBytes } from '@noble/hashes/utils.js';
import type { FuzzRandom } from './random.js';

/** One way to spoil `bytes`; `others` are honest bytes of the same kind to take pieces from. */
type Mutation = (random: FuzzRandom, bytes: Uint8Array, others: readonly Uint8Array[]) => Uint8Array;

const interesting = [0, 1, 2, 0x7f, 0x80, 0x81, 0xfe, 0xff];

export const mutations: { readonly [name: string]: Mutation } = {
  flipBit: (random, bytes) =>
    edit(random, bytes, (b, at) => (b[at] = (b[at] as number) ^ (1 << random.integer(8)))),
  setByte: (random, bytes) => edit(random, bytes, (b, at) => (b[at] = random.pick(interesting))),
  addToByte: (random, bytes) =>
    edit(random, bytes, (b, at) => (b[at] = (b[at] as number) + random.pick([1, 255]))),
  /** What a length field may become: a little off, or as large as can be. */
  setLength(random, bytes) {
    const width = random.pick([2, 3]);
    return edit(random, bytes, (b, at) => {
      const value = random.pick([0, 1, bytes.length, 0x3fff, 0x4000, 0x4001, 0x4801, 0xffff, 0xffffff]);
      for (let i = 0; i < width && at + i < b.length; i++) b[at + i] = value >> (8 * (width - 1 - i));
    });
  },
  fill(random, bytes) {
    const [start, end] = range(random, bytes.length);
    return edit(random, bytes, (b) => b.fill(random.pick(interesting), start, end));
  },
  truncate: (random, bytes) => bytes.slice(0, random.integer(bytes.length + 1)),
  append: (random, bytes) => concatBytes(bytes, random.bytes(1 + random.integer(40))),
  insert(random, bytes) {
    const at = random.integer(bytes.length + 1);
    return concatBytes(bytes.subarray(0, at), random.bytes(1 + random.integer(8)), bytes.subarray(at));
  },
  remove(random, bytes) {
    const [start, end] = range(random, bytes.length);
    return concatBytes(bytes.subarray(0, start), bytes.subarray(end));
  },
  repeat(random, bytes) {
    const [start, end] = range(random, bytes.length);
    return concatBytes(bytes.subarray(0, end), bytes.subarray(start));
  },
  move(random, bytes) {
    const [start, end] = range(random, bytes.length);
    const middle = start + random.integer(end - start + 1);
    const [a, b] = [bytes.subarray(start, middle), bytes.subarray(middle, end)];
    return concatBytes(bytes.subarray(0, start), b, a, bytes.subarray(end));
  },
  splice(random, bytes, others) {
    const other = random.pick(others);
    return concatBytes(
      bytes.subarray(0, random.integer(bytes.length + 1)),
      other.subarray(random.integer(other.length + 1)),
    );
  },
  oversize: (random, bytes) => concatBytes(bytes, new Uint8Array(random.integer(70_000))),
  replace: (random) => random.bytes(random.integer(200)),
};

const names = Object.keys(mutations);

/** `bytes` after one to four mutations; `others` must not be empty. */
export function mutate(random: FuzzRandom, bytes: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
  let mutated = bytes;
  do mutated = (mutations[random.pick(names)] as Mutation)(random, mutated, others);
  while (random.oneIn(3));
  return mutated;
}

/** Cuts bytes as a transport might: into one piece, into a few, or into single bytes. */
export function cut(random: FuzzRandom, bytes: Uint8Array): Uint8Array[] {
  const most = random.pick([bytes.length, 1500, 7, 1]);
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; ) {
    const length = 1 + random.integer(Math.max(1, most));
    pieces.push(bytes.slice(start, start + length));
    start += length;
  }
  return pieces;
}

function edit(
  random: FuzzRandom,
  bytes: Uint8Array,
  change: (copy: Uint8Array, at: number) => unknown,
): Uint8Array {
  const copy = new Uint8Array(bytes); // slice() of a Buffer is no copy
  if (copy.length > 0) change(copy, random.integer(copy.length));
  return copy;
}

/** A short stretch more often than a long one. */
function range(random: FuzzRandom, length: number): [start: number, end: number] {
  const start = random.integer(length + 1);
  const most = random.pick([1, 4, 32, length]);
  return [start, Math.min(length, start + random.integer(most + 1))];
}
