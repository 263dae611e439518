import assert from 'node:assert/strict';
import { concatBytes } from '@noble/hashes/utils.js';
import { amazon2009 } from '../kit/sessions/amazon-2009.js';
import { annotatedHex, consecutive } from '../kit/views/annotated-hex.js';
import { hexDump } from '../kit/views/hex-dump.js';
import { computed, mustEqual, valueLines, valueTable, wrongTurn } from '../kit/views/values.js';
import { decodeAll, type Field } from '../lib/codec.js';
import { readHandshakeBody } from '../lib/handshake-body.js';
import { HandshakeType, nameOf } from '../lib/registry.js';
import { parseCertificate } from '../lib/x509.js';
import { includes, lacks } from './support/pictures.js';
import { seeded } from './support/random.js';

const HOSTILE = `<script>alert("1")</script>&'`;
const ESCAPED = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;';

/** The bytes that a page shows below its dump, in order. */
function shownBytes(html: string): string[] {
  const samples = Array.from(html.matchAll(/<samp>(.*?)<\/samp>/g), ([, inner]) => inner as string);
  return samples.flatMap((inner) => inner.match(/\b[0-9a-f]{2}\b/g) ?? []);
}

/** The bytes of a dump, in order, without the offsets in front. */
function dumpedBytes(html: string): string[] {
  const [, dump = ''] = html.match(/<pre[^>]*>(.*?)<\/pre>/s) ?? [];
  const lines = dump.split('\n').map((line) => line.replace(/^[0-9a-f]{4} {2}/, ''));
  return lines.flatMap((line) => line.replace(/<[^>]*>/g, '').match(/[0-9a-f]{2}/g) ?? []);
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
    it(`shows every byte once and in order, and once more in the dump, ${length} at the end (seed ${seed})`, () => {
      const { bytes, fields } = traced(seeded(seed).bytes(length));
      const html = annotatedHex(bytes, fields);
      assert.deepEqual(shownBytes(html), hex(bytes));
      assert.deepEqual(dumpedBytes(html), hex(bytes));
      assert.deepEqual(dumpedBytes(hexDump(bytes, fields)), hex(bytes));
    });

  it('shows every byte of a certificate once, though tag, length and contents share a row', () => {
    const fields: Field[] = [];
    const der = amazon2009.amazonCertificate;
    parseCertificate(der, fields);
    const html = annotatedHex(der, fields);
    assert.deepEqual(shownBytes(html), hex(der));
    assert.deepEqual(dumpedBytes(html), hex(der));
    assert.match(html, /<td [^>]*>notAfter<\/td><td [^>]*>UTCTime, 13 bytes follow, 2009-08-27T23:59:59Z</);
    assert.match(html, /<samp>05<\/samp> <samp>00<\/samp><\/td><td [^>]*>parameters<\/td>/);
  });

  it('folds fields inside the field that holds them', () => {
    const { bytes, fields } = traced(new Uint8Array(2));
    const html = annotatedHex(bytes, fields);
    const depths: Record<string, number> = {};
    let depth = 0;
    for (const [tag, name] of html.matchAll(
      /<\/?blockquote|<(?:b|td [^>]*)>(Outer|suite|items|[^<]*\.length)</g,
    ))
      if (name) depths[name] = depth;
      else depth += tag.startsWith('</') ? -1 : 1;
    assert.deepEqual(depths, { Outer: 0, suite: 1, items: 1, [`${ESCAPED}.length`]: 2, 'items.length': 1 });
    assert.equal(depth, 0);
  });

  it('has no dump and no folds where no field is inside another', () => {
    const html = annotatedHex(
      new Uint8Array(3),
      consecutive([
        ['a', 1],
        ['b', 2],
      ]),
    );
    assert.doesNotMatch(html, /<pre|<details/);
  });

  it('leaves deep and long parts folded at first, outer and short ones open', () => {
    const html = explained(amazon2009.clientHello);
    const opened = Array.from(
      html.matchAll(/<details( open)?><summary>\d+ <b>([^<]+)</g),
      ([, open, name]) => [name, open !== undefined],
    );
    const states = Object.fromEntries(opened);
    assert.deepEqual(
      [states.Handshake, states.body, states.compression_methods, states.cipher_suites, states.extensions],
      [true, true, true, false, false],
    );
  });

  it('puts a list of numbers one on a line, with what each stands for', () => {
    const html = explained(amazon2009.clientHello);
    assert.match(html, /cipher_suites<\/b>, 68 bytes, 34 items</);
    assert.match(html, /<br>\n<samp>00 04<\/samp> TLS_RSA_WITH_RC4_128_MD5<br>/);
  });

  it('says in the dump what each byte is when the pointer rests on it', () => {
    const html = explained(amazon2009.clientHello);
    assert.match(html, /<span title="cipher_suite: TLS_RSA_WITH_RC4_128_MD5"[^>]*>00 04<\/span>/);
  });

  it('says the same without styles: what is left on GitHub has names, meanings, folds and titles', () => {
    const bare = explained(amazon2009.serverHello).replace(/ style="[^"]*"/g, '');
    const tags = new Set(Array.from(bare.matchAll(/<(\w+)/g), ([, tag]) => tag));
    const kept = [
      'pre',
      'span',
      'details',
      'summary',
      'b',
      'blockquote',
      'table',
      'tr',
      'th',
      'td',
      'samp',
      'br',
    ];
    assert.deepEqual(
      [...tags].filter((tag) => !kept.includes(tag as string)),
      [],
    );
    const attributes = new Set(Array.from(bare.matchAll(/ (\w+)="/g), ([, name]) => name));
    assert.deepEqual([...attributes].sort(), ['scope', 'title']);
    assert.match(bare, /<td>server_version<\/td><td>TLS 1.0<\/td>/);
  });

  it('is a third of what it was: the ClientHello takes less than 20 kB', () => {
    const { length } = explained(amazon2009.clientHello);
    assert.ok(length < 20_000, `${length}`);
  });

  it('escapes names and meanings', () => {
    const { bytes, fields } = traced(new Uint8Array(2));
    const html = annotatedHex(bytes, fields);
    includes(html, ESCAPED);
    lacks(html, '<script');
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
    it(`refuses ${what}`, () => {
      assert.throws(() => annotatedHex(bytes, fields), message);
      assert.throws(() => hexDump(bytes, fields), message);
    });
});

function explained(message: Uint8Array): string {
  const fields: Field[] = [];
  decodeAll(
    message,
    'Handshake',
    (r) => {
      const msgType = r.uint8('msg_type', (type) => nameOf(HandshakeType, type));
      r.inside(r.uint24('length'), 'body', (body) => readHandshakeBody(body, msgType));
    },
    fields,
  );
  return annotatedHex(message, fields);
}

function leaf(name: string, start: number, end: number): Field {
  return { name, start, end, children: [] };
}

describe('views: values', () => {
  const recorded = Uint8Array.of(1, 2, 3);

  const other = Uint8Array.of(1, 9, 3);

  it('says of each value in words what it is', () => {
    assert.match(valueTable([mustEqual('x', recorded, recorded.slice())]), />01.02.03<.*>✓ equal</);
    assert.match(valueTable([computed('x', recorded)]), />01.02.03<.*>computed</);
    const wrong = valueTable([wrongTurn('x', other, other.slice(), recorded)]);
    assert.match(wrong, />01.09.03<.*>the known wrong value, as expected</);
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
    lacks(html, '<script');
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
