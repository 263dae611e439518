// Runs the variants of one peer and prints one JSON line for each; a program of its own, as runner.ts is.
import { setTimeout as delay } from 'node:timers/promises';
import { writePkiFiles } from '../support/pki.js';
import type { Outcome } from './outcomes.js';
import { type VariantCase, type VariantPeer, variantCases } from './variants.js';
import { attemptsWith } from './variants-peers.js';

const secondsACase = 20;
const peer = process.argv[2] as VariantPeer;
const pki = writePkiFiles();
process.once('exit', pki.remove);

async function outcomeOf({ role, variant, version }: VariantCase): Promise<string | undefined> {
  const timer = new AbortController();
  const late = delay(secondsACase * 1000, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`not done after ${secondsACase} seconds`);
  });
  const attempt = attemptsWith[peer][role][variant]?.(version, pki);
  return Promise.race([attempt, late])
    .then(
      () => undefined,
      (reason: Error) => reason.message,
    )
    .finally(() => timer.abort());
}

// Whoever started us holds our standard input: when it is gone, so are we.
process.stdin.on('end', () => process.exit()).resume();
for (const [index, wanted] of variantCases(peer, attemptsWith[peer]).entries()) {
  const error = await outcomeOf(wanted);
  const outcome: Outcome = { index, ...(error !== undefined && { error }) };
  console.log(JSON.stringify(outcome));
}
process.exit();
