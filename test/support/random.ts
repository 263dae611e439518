/** Random test data that a printed seed brings back: mulberry32, which is enough to pick cases with. */
export interface Random {
  readonly seed: number;
  /** An integer from 0 to `below` - 1. */
  integer(below: number): number;
  bytes(length: number): Uint8Array;
  pick<T>(items: readonly T[]): T;
}

/** The run's seed: TEST_SEED to repeat a run, otherwise a new one. Print it in the test's title. */
export const runSeed = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 0x1_0000_0000));

export function seeded(seed: number = runSeed): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const integer = (below: number) => Math.floor(next() * below);
  return {
    seed,
    integer,
    bytes: (length) => Uint8Array.from({ length }, () => integer(256)),
    pick: (items) => items[integer(items.length)] as (typeof items)[number],
  };
}
