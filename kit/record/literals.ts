// How the values of a recorded session are written into its module.
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import type { WireRecord } from '../sessions/wire.js';
import { recordedAt } from './record.js';

export const quoted = (text: string) =>
  `'${text.replace(/[\\']/g, '\\$&').replace(/\r/g, '\\r').replace(/\n/g, '\\n')}'`;

/** hex\`...\` on one line, or wrapped at 96 digits. */
export function literal(bytes: Uint8Array, indent: string): string {
  const digits = bytesToHex(bytes);
  if (digits.length <= 72) return `hex\`${digits}\``;
  const lines = digits.match(/.{1,96}/g) ?? [];
  return `hex\`\n${lines.map((line) => `${indent}  ${line}`).join('\n')}\n${indent}\``;
}

/** The moment at which the session's certificates are judged. */
export const momentLines = () =>
  `  // ${new Date(recordedAt * 1000).toISOString()}
  at: ${recordedAt.toLocaleString('en').replaceAll(',', '_')},`;

/** All that went over the wire, one entry a flight. */
export const wireLines = (wire: readonly WireRecord[]) =>
  merged(wire)
    .map(({ direction, bytes }) => `  { direction: '${direction}', bytes: ${literal(bytes, '  ')} },`)
    .join('\n');

/** One entry a flight: what one side sent until the other did. */
function merged(wire: readonly WireRecord[]): WireRecord[] {
  const flights: { direction: WireRecord['direction']; bytes: Uint8Array }[] = [];
  for (const { direction, bytes } of wire) {
    const last = flights.at(-1);
    if (last?.direction === direction) last.bytes = concatBytes(last.bytes, bytes);
    else flights.push({ direction, bytes });
  }
  return flights;
}
