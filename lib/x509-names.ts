// Distinguished names (RFC 5280 4.1.2.4).
import { bytesToHex } from '@noble/hashes/utils.js';
import { Tag } from './der.js';
import type { DerReader } from './der-reader.js';
import { derString, printable } from './der-values.js';
import { oidName } from './oids.js';

export interface DistinguishedName {
  /**
   * The name's own bytes, by which names are compared. RFC 5280 7.1 would also let 'ACME  ca' equal 'Acme CA';
   * it obliges a CA to write its name the same everywhere, and we hold it to that.
   */
  readonly der: Uint8Array;
  /** For people: 'C=US, O=Amazon.com Inc., CN=www.amazon.com', in the certificate's order, nothing unprintable. */
  readonly text: string;
  /** The last commonName, the most specific one. */
  readonly commonName?: string;
}

/** One AttributeTypeAndValue; `value` as text, or '#' and hex when its type is no string (RFC 4514 2.4). */
interface Attribute {
  readonly type: string;
  readonly value: string;
}

export function readName(r: DerReader, name: string): DistinguishedName {
  const { der, value: rdns } = r.raw(() => r.sequence(name, (s) => s.many(readRelativeName)));
  const attributes = rdns.flat();
  const text = attributes.map(({ type, value }) => `${type}=${printable(value)}`).join(', ');
  const commonName = attributes.filter(({ type }) => type === 'CN').at(-1)?.value;
  return { der, text, ...(commonName !== undefined && { commonName }) };
}

function readRelativeName(r: DerReader): Attribute[] {
  return r.items('RelativeDistinguishedName', Tag.SET, (s) =>
    s.sequence('AttributeTypeAndValue', readAttribute),
  );
}

function readAttribute(r: DerReader): Attribute {
  const type = oidName(r.oid('type'));
  const text = r.text('value', (value, tag, what) => derString(tag, value, what) ?? `#${bytesToHex(value)}`);
  return { type, value: text };
}
