// How the bench measures: contestants take turns, again and again, so that whatever else the machine does falls
// on all of them alike; the rate of each is the median of its turns, a ratio the median of the rounds' ratios.
// The clock is the process's CPU time, all its threads together: it stands still while others have the processor.

/** One who takes turns with others. */
export interface Contestant {
  /** Units, such as megabytes or handshakes, that one step makes. */
  readonly units: number;
  step(): void | Promise<void>;
}

/** How long a measurement runs. */
export interface Effort {
  /** Turns of each contestant. */
  readonly rounds: number;
  /** Least CPU time of a turn; at least one step is made. */
  readonly turnMs: number;
}

/** Units per second of CPU time in every turn, contestant by contestant. */
export type Rates<Name extends string> = { readonly [N in Name]: readonly number[] };

/**
 * Lets the contestants take turns, after one that does not count.
 * @param onRound told how many rounds are done, before each and after the last
 */
export async function measure<Name extends string>(
  contestants: { readonly [N in Name]: Contestant },
  { rounds, turnMs }: Effort,
  onRound: (done: number, of: number) => void,
): Promise<Rates<Name>> {
  const names = Object.keys(contestants) as Name[];
  const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (const name of names) await turn(contestants[name], turnMs);
  for (let round = 0; round < rounds; round++) {
    onRound(round, rounds);
    for (const name of names) rates[name].push(await turn(contestants[name], turnMs));
  }
  onRound(rounds, rounds);
  return rates;
}

/** Units per second of CPU time in one turn. */
async function turn({ units, step }: Contestant, turnMs: number): Promise<number> {
  const start = process.cpuUsage();
  let made = 0;
  let elapsed = 0;
  while (elapsed < turnMs) {
    const pending = step();
    if (pending) await pending;
    made += units;
    const { user, system } = process.cpuUsage(start);
    elapsed = (user + system) / 1000;
  }
  return (1000 * made) / Math.max(elapsed, 0.001);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError('no values have no median');
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

/** How many times as fast `rates` are as `others`, round by round. */
export function medianRatio(rates: readonly number[], others: readonly number[]): number {
  return median(rates.map((rate, round) => rate / (others[round] as number)));
}
