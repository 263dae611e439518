// A target is one thing to throw bytes at. A case of it is honest input, spoilt by a random number generator that
// the case's seed brings back.
import { AlertReceived, TlsError } from '../../lib/errors.js';
import type { AlertName } from '../../lib/registry.js';
import { caseSeed, type FuzzRandom, seededRandom } from './random.js';

export interface Target {
  readonly name: string;
  /** Runs one case. It may return, which says that all went right, or throw; `isRefusal` judges what it throws. */
  run(random: FuzzRandom): void;
  /** Whether an error is a proper refusal of bad input; anything else that is thrown is a finding. */
  isRefusal(error: unknown): boolean;
}

/** A case that did not end as it must; `seed` and `caseNumber` bring it back. */
export interface Finding {
  readonly target: string;
  readonly seed: number;
  readonly caseNumber: number;
  readonly error: unknown;
}

/** What a case itself found wrong: a result that must not be. */
export class Wrong extends Error {
  override name = 'Wrong';
}

/** Longer than this, a case counts as a hang. The slowest honest one takes a twentieth of it. */
export const SLOWEST_MS = 5000;

export function runCase(target: Target, seed: number, caseNumber: number): Finding | undefined {
  const began = performance.now();
  try {
    target.run(seededRandom(caseSeed(seed, target.name, caseNumber)));
  } catch (error) {
    if (!target.isRefusal(error)) return { target: target.name, seed, caseNumber, error };
  }
  const took = performance.now() - began;
  if (took <= SLOWEST_MS) return undefined;
  const error = new Wrong(`the case took ${Math.round(took)} ms`);
  return { target: target.name, seed, caseNumber, error };
}

/** A refusal by TlsError with one of these alerts. What is only decoded cannot have received an alert. */
export function refusesWith(...alerts: AlertName[]): Target['isRefusal'] {
  return (error) =>
    error instanceof TlsError && !(error instanceof AlertReceived) && alerts.includes(error.alert);
}
