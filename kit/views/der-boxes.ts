// DER as boxes in boxes: each element its tag, its length and what is inside.
import { decodeTlv, decodeTlvs, Tag, type Tlv } from '../../lib/der.js';
import { nameOf } from '../../lib/registry.js';
import { brief, clip } from './bytes.js';
import { box, EDGE, picture, TOP, text, WIDTH } from './svg.js';

const ROW = 30;
const INDENT = 14;

/**
 * One DER element, drawn `depth` levels deep; what lies deeper is counted.
 * @throws TlsError bad_certificate when it is not DER
 * @throws RangeError when bytes follow it
 */
export function derBoxes(der: Uint8Array, depth = 4): string {
  const root = decodeTlv(der);
  if (root.end !== der.length) throw new RangeError(`${der.length - root.end} bytes follow the element`);
  const drawn: string[] = [];
  const bottom = element(root, der, 0, depth, TOP, drawn);
  return picture('DER: tag, length, value', sayTlv(root), bottom + EDGE, drawn);
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
  const header = bytes.subarray(tlv.start, tlv.start + tlv.headerLength);
  const at = drawn.length;
  drawn.push('');
  drawn.push(text(x + 8, y + 19, brief(header, 4), { mono: true, bold: true }));
  const words = `${typeName(tlv)}, ${tlv.value.length}`;
  drawn.push(
    text(
      x + 8 + 8 * (3 * tlv.headerLength) + 6,
      y + 19,
      tlv.constructed ? words : `${words}: ${valueText(tlv)}`,
    ),
  );
  let bottom = y + ROW - 4;
  if (tlv.constructed && level < depth)
    for (const child of decodeTlvs(tlv.value))
      bottom = element(child, tlv.value, level + 1, depth, bottom + 4, drawn);
  if (tlv.constructed) bottom += 6;
  drawn[at] = box(x, y, WIDTH - 2 * EDGE - 2 * INDENT * level, bottom - y, {
    fill: (['blue', 'card', 'green', 'card', 'orange', 'card'] as const)[level % 6] as 'blue',
    stroke: 'line',
  });
  return bottom;
}

function valueText({ tag, value }: Tlv): string {
  const printable = value.length > 0 && value.every((byte) => byte >= 0x20 && byte < 0x7f);
  return printable && tag > 0x0b ? `"${clip(new TextDecoder().decode(value), 24)}"` : brief(value, 6);
}

const typeName = ({ tag, tagClass, tagNumber }: Tlv) =>
  tagClass === 'context-specific' ? `[${tagNumber}]` : (nameOf(Tag, tag) ?? `tag ${tag.toString(16)}`);

function sayTlv(tlv: Tlv): string {
  return `${typeName(tlv)} of ${tlv.value.length} bytes${tlv.constructed ? `: ${decodeTlvs(tlv.value).map(sayTlv).join(', ')}; end of ${typeName(tlv)}` : ''}`;
}
