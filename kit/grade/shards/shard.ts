// Which submissions of a batch one of several machines grades. It goes by the name of each alone: a submission stays in
// its shard when others come or go, so every one is in exactly one shard whatever a machine sees of the folder.
import { createHash } from 'node:crypto';
import { UsageError } from '../../usage.js';

/** Shard `index` of `count`, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

const most = 10_000;

/** What --shard says, such as 2/8. @throws UsageError for anything else */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count && shard.count <= most) return shard;
  throw new UsageError(
    `--shard ${JSON.stringify(text)} is no shard: write I/N, such as 2/8 for the second of eight (N at most ${most})`,
  );
}

/** Whether a submission of this name is in the shard. */
export function inShard(submission: string, { index, count }: Shard): boolean {
  const hash = createHash('sha256').update(submission).digest();
  return (hash.readUIntBE(0, 6) % count) + 1 === index;
}
