import assert from 'node:assert/strict';
import { readPart, withPart } from '../kit/generated-part.js';

describe('a generated part of a document', () => {
  const text = 'before\n<!-- a:begin -->\nold $&\n<!-- a:end -->\nafter\n<!-- b:begin -->\n<!-- b:end -->\n';

  it('is read and written between its own comments, and all else stays', () => {
    assert.equal(readPart(text, 'a'), 'old $&');
    assert.equal(withPart(text, 'a', 'new $&'), text.replace('old', 'new'));
    assert.equal(readPart(withPart(text, 'b', '| table |'), 'b'), '| table |');
  });

  it('needs its place', () => {
    assert.throws(() => readPart(text, 'c'), /no place between <!-- c:begin --> and <!-- c:end -->/);
    assert.throws(() => withPart(text.replace('a:end', 'end'), 'a', 'x'), /no place/);
    assert.throws(() => readPart('<!-- a:end --> <!-- a:begin -->', 'a'), /no place/);
  });
});
