// Some recorded values stand alone: a length on the wire, a prefix on a screenshot. Nothing computes them, so a
// fingerprint of the record as a whole says whether they are still what was transcribed.
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { hashes } from '../../lib/hashes.js';
import type { Story } from './step.js';

/** SHA-256 of every name and value of the record, in order. */
export function fingerprint(record: unknown): Uint8Array {
  const text = JSON.stringify(record, (_, value) => {
    if (value instanceof Uint8Array) return bytesToHex(value);
    return typeof value === 'bigint' ? String(value) : value;
  });
  return hashes['SHA-256'].digest(utf8ToBytes(text));
}

export function fingerprintStep(story: Story, record: unknown, recorded: Uint8Array): void {
  story.chapter('The record as a whole')('its fingerprint, SHA-256', '', recorded, () => fingerprint(record));
}
