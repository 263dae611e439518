import assert from 'node:assert/strict';
import fc, { type IPropertyWithHooks } from 'fast-check';
import { TlsError } from '../../lib/errors.js';
import type { AlertName } from '../../lib/registry.js';
import { runSeed } from './random.js';

/** A test of a property over many random inputs; TEST_SEED repeats the seed in the title. */
export function properties<T>(title: string, property: () => IPropertyWithHooks<T>): void {
  it(`${title} (seed ${runSeed})`, () => {
    fc.assert(property(), { seed: runSeed | 0 });
  });
}

/** `run` refuses its input with this alert. */
export function refuses(alert: AlertName, run: () => unknown, message?: RegExp): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof TlsError, `not a TlsError: ${error}`);
    assert.equal(error.alert, alert, error.message);
    if (message) assert.match(error.message, message);
    return true;
  });
}

/** Every shorter version of `bytes`, and one with a byte more. */
export function* wrongLengths(bytes: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < bytes.length; length++) yield bytes.slice(0, length);
  yield Uint8Array.of(...bytes, 0);
}
