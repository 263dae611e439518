import assert from 'node:assert/strict';
import type { SubmissionRecord } from '../kit/grade/record.js';
import { mergeRecords } from '../kit/grade/shards/merge.js';
import { inShard, parseShard } from '../kit/grade/shards/shard.js';
import { classOf } from './support/grade-records.js';
import { runSeed, seeded } from './support/random.js';

const room = classOf(30, 6);
const first = room[0] as SubmissionRecord;

describe('shards: which machine grades what', () => {
  for (const count of [1, 2, 7, 40])
    it(`puts every submission into exactly one of ${count}`, () => {
      for (const { submission } of room) {
        const shards = Array.from({ length: count }, (_, i) => inShard(submission, { index: i + 1, count }));
        assert.equal(shards.filter(Boolean).length, 1, submission);
      }
    });

  it('spreads a thousand names evenly', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `student-${i}`);
    for (let index = 1; index <= 8; index++) {
      const size = names.filter((name) => inShard(name, { index, count: 8 })).length;
      assert.ok(size > 90 && size < 160, `shard ${index} has ${size}`);
    }
  });

  it('reads what --shard says', () => {
    assert.deepEqual(parseShard('2/8'), { index: 2, count: 8 });
    assert.deepEqual(parseShard('1/1'), { index: 1, count: 1 });
  });

  for (const wrong of [
    '0/8',
    '9/8',
    '2',
    '2/',
    '/8',
    '2/0',
    '-1/8',
    '1.5/8',
    '2/8/1',
    ' 2/8',
    '1/99999',
    'two/8',
  ])
    it(`refuses --shard ${JSON.stringify(wrong)}`, () => {
      assert.throws(() => parseShard(wrong), { name: 'UsageError', message: /write I\/N, such as 2\/8/ });
    });
});

describe(`shards: merging (seed ${runSeed})`, () => {
  const shuffled = <T>(items: readonly T[]): T[] => {
    const random = seeded();
    return items
      .map((item) => ({ item, at: random.integer(1e9) }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
  };
  const byName = mergeRecords([room]);

  it('gives the unsharded batch, in any order, sorted by name', () => {
    for (const count of [1, 3, 8]) {
      const shards = Array.from({ length: count }, (_, i) =>
        shuffled(room.filter(({ submission }) => inShard(submission, { index: i + 1, count }))),
      );
      assert.deepEqual(mergeRecords(shuffled(shards)), byName);
    }
    assert.deepEqual(
      byName.map(({ submission }) => submission),
      room.map(({ submission }) => submission).sort(),
    );
  });

  it('changes nothing when merged again, or when a shard comes twice', () => {
    assert.deepEqual(mergeRecords([byName]), byName);
    assert.deepEqual(mergeRecords([room, byName, room]), byName);
  });

  it('takes the same one of two runs that differ in nothing but time, whichever comes first', () => {
    const slower = { ...first, timing: { wallMs: 99_999 } };
    const [one] = mergeRecords([[first], [slower]]);
    assert.deepEqual(mergeRecords([[slower], [first]]), [one]);
  });

  const changed: [string, SubmissionRecord, RegExp][] = [
    ['other files', { ...first, key: 'other' }, /of different files, checks or options/],
    ['another score', { ...first, score: first.score - 1 }, /points/],
    ['the same score for other checks', withStatus(first, 'uncounted'), /or give them for different checks/],
  ];
  for (const [what, other, message] of changed)
    it(`refuses two results of one submission with ${what}`, () => {
      for (const batches of [
        [[first], [other]],
        [[other], [first]],
      ])
        assert.throws(() => mergeRecords(batches), { name: 'UsageError', message });
    });
});

function withStatus(record: SubmissionRecord, status: 'uncounted'): SubmissionRecord {
  const copy = structuredClone(record);
  Object.assign(copy.stages[0]?.functions[0]?.checks[0] ?? {}, { status });
  return copy;
}
