// Bytes as programs write them: PEM, arrays, string escapes.
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Piece } from './input.js';
import { InputError } from './input-error.js';

/** Certificates between BEGIN and END; text around them is passed over (RFC 7468). */
export function readPem(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const [, label, body] of text.matchAll(/^-----BEGIN ([A-Z0-9 ]+)-----$(.*?)^-----END \1-----/gms)) {
    if (label?.endsWith('PRIVATE KEY'))
      throw new InputError(
        'This is a private key: give it with --key to decrypt a capture, and keep it to yourself.',
      );
    if (label !== 'CERTIFICATE')
      throw new InputError(`PEM of the kind "${label}" is nothing that I can explain.`);
    pieces.push({ bytes: base64((body as string).replace(/\s/g, '')), content: 'certificate' });
  }
  if (pieces.length === 0)
    throw new InputError('A PEM block begins here and has no END line: paste all of it.');
  return pieces;
}

function base64(text: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0)
    throw new InputError('What stands in this PEM block is not base64: some of it is missing or altered.');
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/**
 * Arrays in C or JavaScript, one piece each: hex with 0x, the rest decimal. Wireshark names the arrays of a
 * followed stream peer0_ and peer1_: the first of the two is who opened it.
 */
export function readArrays(text: string): Piece[] {
  const bare = text.replace(/\/\*.*?\*\//gs, ' ').replace(/\/\/.*$/gm, ' ');
  const arrays = bare.includes('{') ? /([^{}]*)\{([^{}]*)\}/g : /([^[\]]*)\[([^[\]]*)\]/g;
  return [...bare.matchAll(arrays)].map(([, before, items]) => {
    const list = (items as string).split(',').filter((item) => item.trim() !== '');
    return { bytes: Uint8Array.from(list, byteOf), ...peer(before as string) };
  });
}

function peer(name: string): Pick<Piece, 'side'> {
  const number = /peer([01])_/.exec(name)?.[1];
  return number === undefined ? {} : { side: number === '0' ? 'client' : 'server' };
}

function byteOf(item: string): number {
  const text = item.trim();
  const value = /^(?:0x[0-9a-f]{1,2}|\d{1,3})$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value < 256)) throw new InputError(`${JSON.stringify(text)} in this array is no byte.`);
  return value;
}

const escapes: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, '0': 0, a: 7, b: 8, f: 12, v: 11 };

/** \x16\x03 and the like, quoted or not, with other characters standing for themselves inside quotes. */
export function readEscapes(text: string): Uint8Array {
  const quoted = [...text.matchAll(/(["'])((?:\\.|(?!\1)[^\\])*)\1/gs)].map((match) => match[2] as string);
  const source = quoted.length > 0 ? quoted.join('') : text.replace(/\s/g, '');
  const bytes: number[] = [];
  for (const [whole, hex, letter] of source.matchAll(/\\x([0-9a-f]{2})|\\(.)|./gis)) {
    if (hex !== undefined) bytes.push(...hexToBytes(hex));
    else if (letter !== undefined)
      bytes.push(...(escapes[letter] !== undefined ? [escapes[letter]] : utf8ToBytes(letter)));
    else if (quoted.length > 0) bytes.push(...utf8ToBytes(whole));
    else throw new InputError(`${JSON.stringify(whole)} stands among the \\x escapes, and is none.`);
  }
  return Uint8Array.from(bytes);
}
