// Which mistake is named when several give the same value on one input.
import assert from 'node:assert/strict';
import { type Case, type CheckDefinition, defineStage } from '../kit/check/define.js';
import { randomFrom } from '../kit/check/random.js';
import { subjectOf } from '../kit/check/subject.js';

const swapped = {
  function: 'decodeAlert' as const,
  name: 'swapped',
  says: 'The two are swapped.',
  wrong: ([first, second]: Uint8Array) => ({ level: second, description: first }),
};
const anyLength = {
  function: 'decodeAlert' as const,
  name: 'any length',
  says: 'The length is not looked at.',
  wrong: ([level, description]: Uint8Array) => ({ level, description }),
};
const right: Case = { args: [Uint8Array.of(2, 20)], expected: { level: 2, description: 20 } };
const tooLong: Case = {
  args: [Uint8Array.of(7, 7, 7)],
  refuses: ['decode_error'],
  because: 'it has 3 bytes',
};
const ambiguous: Case = { args: [Uint8Array.of(5, 5)], expected: { level: 1, description: 1 } };

async function named(
  cases: readonly Case[],
  decodeAlert: (bytes: Uint8Array) => unknown,
  mistakes = [swapped, anyLength],
) {
  const check: CheckDefinition = { function: 'decodeAlert', name: 'a check', points: 1, cases: () => cases };
  const [only] = defineStage('01-records', { mistakes, checks: [check] }).checks;
  const verdict = await only?.run(subjectOf({ decodeAlert } as never), { random: randomFrom('') });
  return verdict?.passed === false ? verdict.mistake : 'passed';
}

describe('recognising a mistake', () => {
  it('names the one that also agrees with what was answered rightly before', async () => {
    assert.equal(await named([right, tooLong], anyLength.wrong), 'any length');
    assert.equal(await named([right, ambiguous], anyLength.wrong), 'any length');
  });

  it('names the first that fits where nothing went before', async () => {
    assert.equal(await named([tooLong], anyLength.wrong), 'swapped');
    assert.equal(await named([right], swapped.wrong), 'swapped');
  });

  it('names none when all that fit contradict what went before', async () => {
    const backwardsWhenLong = (bytes: Uint8Array) => (bytes.length === 2 ? anyLength : swapped).wrong(bytes);
    const uneven: Case = { ...tooLong, args: [Uint8Array.of(7, 8, 9)] };
    assert.equal(await named([right, uneven], backwardsWhenLong), undefined);
  });

  it('names one that has nothing to say about what went before', async () => {
    const picky = {
      ...anyLength,
      wrong: (bytes: Uint8Array) => {
        if (bytes.length === 2) throw new RangeError('not a case of this mistake');
        return anyLength.wrong(bytes);
      },
    };
    assert.equal(await named([right, tooLong], anyLength.wrong, [swapped, picky]), 'any length');
  });
});
