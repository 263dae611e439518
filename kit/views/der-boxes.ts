// DER as boxes in boxes: each element its tag, its length and what is inside.
import { decodeTlv, decodeTlvs, Tag, type Tlv } from '../../lib/der.js';
import { derInteger, derObjectIdentifier } from '../../lib/der-values.js';
import { oidName } from '../../lib/oids.js';
import { nameOf } from '../../lib/registry.js';
import { brief, clip } from './bytes.js';
import { count } from './html.js';
import type { Colour } from './palette.js';
import { box, EDGE, INNER, picture, TOP, text } from './svg.js';

const ROW = 26;
const INDENT = 12;
/** Between a box and the box around it: at the right, below, and above the first. */
const INSET = 6;
const GAP = 4;
const MONO_WIDTH = 8;

/**
 * One DER element, drawn `depth` levels deep; what lies deeper is counted.
 * @throws TlsError bad_certificate when it is not DER
 * @throws RangeError when bytes follow it
 */
export function derBoxes(der: Uint8Array, depth = 4): string {
  const root = decodeTlv(der);
  if (root.end !== der.length)
    throw new RangeError(`one element is expected, and ${count(der.length - root.end)} stand after it`);
  const drawn: string[] = [];
  const bottom = element(root, der, 0, depth, TOP, drawn);
  return picture('DER: tag, length, value', spoken(root, depth), bottom + EDGE, drawn);
}

function element(
  tlv: Tlv,
  bytes: Uint8Array,
  level: number,
  depth: number,
  y: number,
  drawn: string[],
): number {
  const x = EDGE + INDENT * level;
  const header = brief(bytes.subarray(tlv.start, tlv.start + tlv.headerLength), 5);
  const opened = tlv.constructed && level < depth;
  const at = drawn.length;
  drawn.push('');
  drawn.push(text(x + 8, y + 18, header, { mono: true, bold: true }));
  drawn.push(text(x + 20 + MONO_WIDTH * header.length, y + 18, wordsFor(tlv, opened)));
  let bottom = y + ROW;
  if (opened)
    for (const child of decodeTlvs(tlv.value))
      bottom = element(child, tlv.value, level + 1, depth, bottom + GAP, drawn);
  if (opened) bottom += INSET;
  drawn[at] = box(x, y, INNER - INDENT * level - INSET * level, bottom - y, {
    fill: fills[level % fills.length] as Colour,
    stroke: 'line',
  });
  return bottom;
}

const fills: readonly Colour[] = ['blue', 'card', 'green', 'card', 'orange', 'card'];

function wordsFor(tlv: Tlv, opened: boolean): string {
  const length = `${typeName(tlv)}, ${tlv.value.length}`;
  if (!tlv.constructed) return tlv.value.length === 0 ? length : `${length}: ${valueText(tlv)}`;
  if (opened) return length;
  const inside = decodeTlvs(tlv.value).length;
  return `${length}: ${inside} ${inside === 1 ? 'element' : 'elements'} …`;
}

/** What a primitive element says, where its type is a readable one; else its bytes. */
function valueText({ tag, value }: Tlv): string {
  const isText = value.every((byte) => byte >= 0x20 && byte < 0x7f);
  if (tag === Tag['OBJECT IDENTIFIER']) {
    const oid = derObjectIdentifier(value, 'oid');
    return clip(oidName(oid) ?? oid, 28);
  }
  if (tag === Tag.INTEGER && value.length <= 4) return `${brief(value)} = ${derInteger(value, 'integer')}`;
  if (isText && tag > Tag.ENUMERATED) return clip(`"${new TextDecoder().decode(value)}"`, 28);
  return brief(value, 6);
}

const typeName = ({ tag, tagClass, tagNumber }: Tlv) =>
  tagClass === 'context-specific' ? `[${tagNumber}]` : (nameOf(Tag, tag) ?? `tag ${tag.toString(16)}`);

function spoken(tlv: Tlv, depth: number): string {
  const inner = tlv.constructed && depth > 0 ? decodeTlvs(tlv.value) : [];
  const inside = inner.map((child) => spoken(child, depth - 1)).join(', ');
  return inner.length > 0 ? `${wordsFor(tlv, true)} (${inside})` : wordsFor(tlv, false);
}
