import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `condition` holds; fails when it does not within so many seconds. */
export async function eventually(condition: () => boolean | Promise<boolean>, seconds = 5): Promise<void> {
  for (let i = 0; i < seconds * 10; i++) {
    if (await condition()) return;
    await sleep(100);
  }
  assert.fail(`it did not happen within ${seconds} seconds`);
}
