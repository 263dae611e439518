// What tells a check from the one it was before a pull: its cases, from a seed that never changes.
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { hashes } from '../../lib/hashes.js';
import type { CheckDefinition } from './define.js';
import { randomFrom } from './random.js';

/** 16 hex digits that change when anything changes in what the check asks or expects, and not otherwise. */
export function fingerprintOf({ name, points, cases, ...check }: CheckDefinition): string {
  const asked = cases({ random: randomFrom('fingerprint') });
  const text = JSON.stringify([check.function, name, points, asked], encodeValue);
  return bytesToHex(hashes['SHA-256'].digest(utf8ToBytes(text))).slice(0, 16);
}

function encodeValue(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${bytesToHex(value)}`;
  if (typeof value === 'bigint') return `integer ${value.toString(16)}`;
  return value;
}
