import assert from 'node:assert/strict';
import { concatBytes } from '@noble/hashes/utils.js';
import { annotatedHex, consecutive } from '../kit/views/annotated-hex.js';
import { sequenceDiagram } from '../kit/views/sequence-diagram.js';
import { computed, mustEqual, valueLines, valueTable, wrongTurn } from '../kit/views/values.js';
import { decodeAll, type Field } from '../lib/codec.js';
import { seeded } from './support/random.js';

const HOSTILE = `<script>alert("1")</script>&'`;
const ESCAPED = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;';

/** The bytes that a page shows, in order: what stands in its second column. */
function shownBytes(html: string): string[] {
  const cells = [
    ...html.matchAll(/<td style="[^"]*white-space:nowrap">((?:<code|<details|<summary).*?)<\/td>/g),
  ];
  const text = cells.map(([, cell]) => (cell as string).replace(/<summary>.*?<\/summary>/g, ' '));
  return text.flatMap((cell) => cell.replace(/<[^>]*>/g, ' ').match(/\b[0-9a-f]{2}\b/g) ?? []);
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));

/** A struct of a number, a list of vectors and a long tail, with its trace. */
function traced(tail: Uint8Array): { bytes: Uint8Array; fields: Field[] } {
  const bytes = concatBytes(Uint8Array.of(0xc0, 0x0a, 5, 1, 0xaa, 2, 0xbb, 0xcc), tail);
  const fields: Field[] = [];
  decodeAll(
    bytes,
    'Outer',
    (r) => {
      r.uint16('suite');
      r.list(1, 'items', (item) => item.vector(1, HOSTILE));
      r.rest('tail', () => HOSTILE);
    },
    fields,
  );
  return { bytes, fields };
}

describe('views: annotatedHex', () => {
  const seed = 2009;
  for (const length of [0, 1, 16, 64, 65, 1000])
    it(`shows every byte once and in order, ${length} at the end (seed ${seed})`, () => {
      const { bytes, fields } = traced(seeded(seed).bytes(length));
      assert.deepEqual(shownBytes(annotatedHex(bytes, fields)), hex(bytes));
    });

  it('sets fields in below the field that holds them', () => {
    const { bytes, fields } = traced(new Uint8Array(2));
    const indents = [
      ...annotatedHex(bytes, fields).matchAll(/((?:&nbsp;)*)(?:<b>)?(Outer|suite|items|tail)\b/g),
    ];
    const depths = Object.fromEntries(
      indents.map(([, indent, name]) => [name, (indent as string).length / 24]),
    );
    assert.deepEqual(depths, { Outer: 0, suite: 1, items: 1, tail: 1 });
    assert.match(annotatedHex(bytes, fields), /(&nbsp;){8}&lt;script&gt;/);
  });

  it('escapes names and meanings', () => {
    const { bytes, fields } = traced(new Uint8Array(2));
    const html = annotatedHex(bytes, fields);
    assert.ok(html.includes(ESCAPED));
    assert.ok(!html.includes('<script'));
  });

  it('writes a code point in hex and a length in decimal', () => {
    const fields: Field[] = [
      { name: 'suite', start: 0, end: 2, value: 0xc00a, children: [] },
      { name: 'list.length', start: 2, end: 4, value: 10, children: [] },
    ];
    const html = annotatedHex(Uint8Array.of(0xc0, 0x0a, 0, 10), fields);
    assert.match(html, />0xc00a</);
    assert.match(html, />10</);
  });

  const bytes = new Uint8Array(4);
  const refused: [string, Field[], RegExp][] = [
    ['a byte before the first field', [leaf('a', 1, 4)], /no field explains the byte at offset 0/],
    [
      'a byte between two fields',
      [leaf('a', 0, 1), leaf('b', 2, 4)],
      /no field explains the byte at offset 1/,
    ],
    ['a byte after the last field', consecutive([['a', 3]]), /no field explains the byte at offset 3/],
    [
      'a byte that two fields claim',
      [leaf('a', 0, 3), leaf('b', 2, 4)],
      /b explains the byte at 2 a second time/,
    ],
    ['a field that ends outside', consecutive([['a', 5]]), /a field ends at 5, after the 4 bytes/],
    [
      'a gap inside',
      [{ ...leaf('a', 0, 4), children: [leaf('b', 0, 3)] }],
      /no field explains the byte at offset 3/,
    ],
  ];
  for (const [what, fields, message] of refused)
    it(`refuses ${what}`, () => assert.throws(() => annotatedHex(bytes, fields), message));
});

function leaf(name: string, start: number, end: number): Field {
  return { name, start, end, children: [] };
}

describe('views: values', () => {
  const recorded = Uint8Array.of(1, 2, 3);

  const other = Uint8Array.of(1, 9, 3);

  it('says of each value in words what it is', () => {
    assert.match(valueTable([mustEqual('x', recorded, recorded.slice())]), />01 02 03<.*>✓ equal</);
    assert.match(valueTable([computed('x', recorded)]), />01 02 03<.*>computed</);
    const wrong = valueTable([wrongTurn('x', other, other.slice(), recorded)]);
    assert.match(wrong, />01 09 03<.*>the known wrong value, as expected</);
    assert.doesNotMatch(wrong, /✓|✗|equal/);
  });

  it('a wrong turn must be wrong, and as it is known', () => {
    assert.throws(() => wrongTurn('x', recorded, recorded, recorded), /^Error: x is the right value/);
    assert.throws(
      () => wrongTurn('x', Uint8Array.of(1, 8, 3), other, recorded),
      /^Error: x differs at byte 1: 08/,
    );
  });

  it('mustEqual throws the name and the place', () => {
    assert.equal(mustEqual('x', recorded, recorded.slice()).kind, 'equal');
    assert.throws(
      () => mustEqual('the key', Uint8Array.of(0, 2, 3), recorded),
      /^Error: the key differs at byte 0/,
    );
    assert.throws(
      () => mustEqual('the key', new Uint8Array(), recorded),
      /^Error: the key has 0 bytes, recorded 3/,
    );
    assert.throws(() => mustEqual('x', recorded, recorded.slice(0, 2)), /^Error: x has 3 bytes, recorded 2/);
    assert.throws(() => mustEqual('x', 'a', 'b'), /^Error: x differs: a, recorded b/);
  });

  it('escapes names and texts', () => {
    const html = valueTable([computed(HOSTILE, HOSTILE)]);
    assert.equal(html.split(ESCAPED).length - 1, 2);
    assert.ok(!html.includes('<script'));
  });

  it('is one line a value in a terminal', () => {
    const rows = [
      mustEqual('long', new Uint8Array(48), new Uint8Array(48)),
      computed('a text', 'GET /\r\nHost: x'),
    ];
    const [first, second] = valueLines(rows).split('\n') as [string, string];
    assert.match(first, /^long {4}00( 00){12} \.\.\. \(48\) +✓ equal$/);
    assert.match(second, /^a text {2}GET \/ \.\.\. +computed$/);
  });
});

describe('views: sequenceDiagram', () => {
  const svg = (current?: number) =>
    sequenceDiagram(
      [
        { from: 'Client', messages: [{ name: HOSTILE, recordType: 'handshake', length: 1 }] },
        {
          from: 'Server',
          messages: [{ name: 'Finished', recordType: HOSTILE, length: 1234, encrypted: true }],
        },
      ],
      current,
    );

  it('has an arrow a message, and directions', () => {
    const lines = [...svg().matchAll(/<line [^>]*x1="(\d+)" y1="\d+" x2="(\d+)"[^>]*stroke-width/g)];
    assert.deepEqual(
      lines.map(([, start, end]) => Number(start) < Number(end)),
      [true, false],
    );
  });

  it('says length and encryption in words, and escapes', () => {
    assert.match(svg(), /handshake, 1 byte</);
    assert.match(svg(), /1,234 bytes, encrypted/);
    assert.ok(svg().includes(ESCAPED));
    assert.ok(!svg().includes('<script'));
  });

  it('marks the current message, and that one only', () => {
    assert.equal(svg().split('▸').length, 1);
    assert.match(svg(1), /▸ <|▸ Finished/);
    assert.equal(svg(1).split('▸').length, 2);
  });
});
