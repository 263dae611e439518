// The contents of DER's primitive types. Each function takes the contents and what they are, for the error message.
import { bytesToHex } from '@noble/hashes/utils.js';
import { Tag } from './der.js';
import { TlsError } from './errors.js';

export type Decode<T> = (value: Uint8Array, what: string) => T;

/** @throws TlsError bad_certificate for anything but 00 and ff (X.690 11.1) */
export function derBoolean(value: Uint8Array, what: string): boolean {
  if (value.length !== 1 || (value[0] !== 0 && value[0] !== 0xff))
    throw malformed(what, 'a BOOLEAN is one byte, 00 or ff');
  return value[0] === 0xff;
}

/** Two's complement in as few bytes as will do (X.690 8.3). */
export function derInteger(value: Uint8Array, what: string): bigint {
  const [first, second] = value;
  if (first === undefined) throw malformed(what, 'an INTEGER has at least one byte');
  const signOfSecond = second === undefined ? undefined : second >> 7;
  if ((first === 0 && signOfSecond === 0) || (first === 0xff && signOfSecond === 1))
    throw malformed(what, 'the INTEGER is written in more bytes than it needs');
  return BigInt.asIntN(8 * value.length, BigInt(`0x${bytesToHex(value)}`));
}

/** A non-negative integer that is small by its nature, such as a path length. */
export function derSmallInteger(value: Uint8Array, what: string): number {
  const integer = derInteger(value, what);
  if (integer < 0n || integer > 0xffffn) throw malformed(what, `${integer} is out of range`);
  return Number(integer);
}

export function derNull(value: Uint8Array, what: string): null {
  if (value.length > 0) throw malformed(what, 'NULL has no contents');
  return null;
}

export const derOctetString: Decode<Uint8Array> = (value) => value;

/** Dotted: 2a 86 48 is 1.2.840. Each arc is base 128, its last byte below 0x80 (X.690 8.19). */
export function derObjectIdentifier(value: Uint8Array, what: string): string {
  if (value.length === 0 || (value.at(-1) as number) >= 0x80)
    throw malformed(what, 'the OBJECT IDENTIFIER ends inside an arc');
  const arcs: number[] = [];
  let arc = 0;
  let fresh = true;
  for (const byte of value) {
    if (fresh && byte === 0x80) throw malformed(what, 'an arc begins with a zero digit');
    arc = arc * 128 + (byte & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER / 128) throw malformed(what, 'an arc is too large');
    fresh = byte < 0x80;
    if (!fresh) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first = 0, ...others] = arcs;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - 40 * top, ...others].join('.');
}

/**
 * The numbers of the bits that are set, from a BIT STRING's contents; bit 0 is the first byte's highest. DER would
 * also have the string end with its last such bit (X.690 11.2.2), but trusted roots of 2017 do not.
 */
export function derNamedBits(value: Uint8Array, what: string): number[] {
  const [unused = 8, ...bytes] = value;
  const last = bytes.at(-1) ?? 0;
  if (unused > 7 || (bytes.length === 0 && unused > 0) || last & ((1 << unused) - 1))
    throw malformed(what, 'its unused bits are miscounted or not zero');
  return bytes.flatMap((byte, i) =>
    bitNumbers.filter((bit) => byte & (0x80 >> bit)).map((bit) => 8 * i + bit),
  );
}

const bitNumbers = [0, 1, 2, 3, 4, 5, 6, 7];

/** Unix seconds of YYMMDDHHMMSSZ: 50 to 99 are years of the last century (RFC 5280 4.1.2.5.1). */
export function derUtcTime(value: Uint8Array, what: string): number {
  const text = ascii(value, what);
  return unixSeconds(`${text < '50' ? '20' : '19'}${text}`, what);
}

/** Unix seconds of YYYYMMDDHHMMSSZ; no fractions, no time zones (RFC 5280 4.1.2.5.2). */
export function derGeneralizedTime(value: Uint8Array, what: string): number {
  return unixSeconds(ascii(value, what), what);
}

function unixSeconds(text: string, what: string): number {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const iso = `${parts.slice(0, 3).join('-')}T${parts.slice(3).join(':')}.000Z`;
  const milliseconds = Date.parse(iso);
  // The way back catches dates such as 30 February, which some engines roll over.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== iso)
    throw malformed(what, 'it is not a time written [YY]YYMMDDHHMMSSZ');
  return milliseconds / 1000;
}

/** The text of a string type; undefined for a type that is not a string (X.680 41). */
export function derString(tag: number, value: Uint8Array, what: string): string | undefined {
  switch (tag) {
    case Tag.UTF8String:
      return unicode(value, what);
    case Tag.PrintableString:
    case Tag.IA5String:
    case Tag.NumericString:
    case Tag.VisibleString:
      return ascii(value, what);
    // T.61 in name; everybody who wrote one meant Latin-1.
    case Tag.TeletexString:
      return latin1(value);
    case Tag.BMPString:
      return bmp(value, what);
    default:
      return undefined;
  }
}

export function ascii(value: Uint8Array, what: string): string {
  if (value.some((byte) => byte >= 0x80)) throw malformed(what, 'it holds bytes that are not ASCII');
  return latin1(value);
}

function latin1(value: Uint8Array): string {
  return Array.from(value, (byte) => String.fromCharCode(byte)).join('');
}

function unicode(value: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
  } catch {
    throw malformed(what, 'it is not UTF-8');
  }
}

function bmp(value: Uint8Array, what: string): string {
  if (value.length % 2 !== 0) throw malformed(what, 'a BMPString has two bytes for each character');
  let text = '';
  for (let i = 0; i < value.length; i += 2)
    text += String.fromCharCode((value[i] as number) * 256 + (value[i + 1] as number));
  return text;
}

/** A certificate may say anything: no terminal sees its text before this has made it harmless. */
export function printable(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
}

/** The refusal of a field: `what` is its path, `why` what is wrong with it. */
export function malformed(what: string, why: string): TlsError {
  return new TlsError('bad_certificate', `the peer's certificate is malformed in ${what}: ${why}`);
}
