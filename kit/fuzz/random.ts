// Random numbers that come again for the same seed (mulberry32): not for secrets, only to pick cases with.

export interface FuzzRandom {
  /** An integer from 0 to `below` - 1. */
  integer(below: number): number;
  /** True once in `odds` times. */
  oneIn(odds: number): boolean;
  bytes(length: number): Uint8Array;
  pick<T>(items: readonly T[]): T;
}

export function seededRandom(seed: number): FuzzRandom {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (below: number) => Math.floor(next() * below);
  return {
    integer,
    oneIn: (odds) => integer(odds) === 0,
    bytes: (length) => Uint8Array.from({ length }, () => integer(256)),
    pick: (items) => items[integer(items.length)] as (typeof items)[number],
  };
}

/** The seed of one case: any case of any target can be run alone, without those before it (FNV-1a). */
export function caseSeed(seed: number, target: string, caseNumber: number): number {
  let hash = 0x811c9dc5;
  for (const character of `${seed}/${target}/${caseNumber}`)
    hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
  return hash >>> 0;
}
