import type { Hints } from './hints.js';

export const hints: Hints<'02-hellos'> = {
  encodeClientHello: [
    'Print a real hello and mark where each field ends; every marked part with a variable size has its size in front.',
    'The Writer knows vectors: vector for bytes, list for items. A length counts bytes, not items, and it is one byte wide for session id and compression methods, two for suites and extensions.',
    'Five writes and a question: version, random (32 bytes, no length), session id, suites, compression methods; then ask whether extensions is undefined. If it is, stop. If not, write a list with a two-byte length, even where it is empty; each item is a type and a vector with a two-byte length.',
  ],
  decodeClientHello: [
    'Read in the order in which you wrote. Who could have lied, and about what?',
    'The Reader refuses what it cannot read, and decodeAll refuses what is left over. The limits of the vectors (32 for the session id, at least one suite and one method) are yours to give.',
    'After the compression methods, either no byte remains and there are no extensions, or a list follows. With the list in hand, compare the number of different types with the number of extensions.',
  ],
  encodeServerHello: [
    'Very like the ClientHello: which two fields are not lists any more?',
    'One suite of two bytes, and one compression method of one byte, with no length before either.',
    'Version, random, session id with its one-byte length, suite, method, and then the extensions exactly as in a ClientHello.',
  ],
  decodeServerHello: [
    'Your decodeClientHello is almost it.',
    'Suite and compression method are plain numbers here. Everything else, the refusals included, is the same.',
    'uint16, 32 bytes, a vector with at most 32 bytes, uint16, uint8, then extensions if anything remains; nothing may be left over at the end.',
  ],
  encodeServerName: [
    'Why are there three lengths around one short name? Count them in a real hello.',
    'From the inside out: the name in a vector, one byte of type before it, the whole in a vector again. The outermost length, that of the extension, is not yours.',
    'For a name of n bytes: n + 3 in two bytes, 00, n in two bytes, then the name. No zero byte ends it.',
  ],
  selectCipherSuite: [
    'Two wish lists; whose order decides?',
    "Go through the server's list from the top, and look each suite up in what the client offers.",
    'An array has find for the first element that fits, and includes to ask whether something is there; find gives undefined when nothing fits, just as we want.',
  ],
};
