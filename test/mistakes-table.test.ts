import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { allStages } from '../kit/mistakes/stages.js';
import { mistakesTable, readMistakes, withMistakes } from '../kit/mistakes/table.js';

describe('the list of mistakes in CONTRIBUTING.md', () => {
  it('is what the stages know (npm run mistakes-table writes it)', async () => {
    assert.equal(readMistakes(readFileSync('CONTRIBUTING.md', 'utf8')), mistakesTable(await allStages()));
  });

  it('is found out of date when a mistake is missing', async () => {
    const [first, ...others] = await allStages();
    assert.ok(first);
    const fewer = [{ ...first, mistakes: first.mistakes.slice(1) }, ...others];
    assert.notEqual(mistakesTable(fewer), mistakesTable([first, ...others]));
  });

  it('leaves everything else as it was', () => {
    const text = 'a\n<!-- mistakes:begin -->\nold $&\n<!-- mistakes:end -->\nb\n';
    assert.equal(withMistakes(text, 'new $&'), text.replace('old', 'new'));
    assert.throws(() => withMistakes('no markers', 'x'), /no place/);
  });
});
