import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readPart } from '../kit/generated-part.js';
import { allStages } from '../kit/mistakes/stages.js';
import { mistakesTable } from '../kit/mistakes/table.js';

describe('the list of mistakes in CONTRIBUTING.md', () => {
  it('is what the stages know (npm run mistakes-table writes it)', async () => {
    assert.equal(
      readPart(readFileSync('CONTRIBUTING.md', 'utf8'), 'mistakes'),
      mistakesTable(await allStages()),
    );
  });

  it('is found out of date when a mistake is missing', async () => {
    const [first, ...others] = await allStages();
    assert.ok(first);
    const fewer = [{ ...first, mistakes: first.mistakes.slice(1) }, ...others];
    assert.notEqual(mistakesTable(fewer), mistakesTable([first, ...others]));
  });
});
