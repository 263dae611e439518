import type { Hints } from './hints.js';

export const hints: Hints<'05-pre-master-secret'> = {
  rsaPreMasterSecret: [
    'How many bytes are due, and how many are random?',
    'The two others are the version that the client offered, first its upper byte.',
    '0x0301 becomes 03 01: shift right by 8 for the first byte, mask with ff for the second. Behind them come the 46 random bytes as they are.',
  ],
  recoverPreMasterSecret: [
    'Put yourself in the place of an attacker who may ask a million times: what can he tell apart?',
    'Three things can be wrong: the padding (then decrypted is undefined), the length, the version. All three have the same answer.',
    'Good is: decrypted is there, has 48 bytes, its first byte is the upper and its second the lower byte of clientVersion. Return it then, and fallback otherwise. To do it without an if, make a mask of ff or 00 from the comparison and mix both byte by byte.',
  ],
  dhePreMasterSecret: [
    'How many hex digits has the number, and how many make a byte?',
    'toString(16) never begins with 0, so there are no zero bytes to strip; but the number of digits can be odd.',
    'Put one 0 in front if the number of digits is odd, and let hexToBytes do the rest.',
  ],
  ecdhePreMasterSecret: [
    'getSharedSecret of the curve does the arithmetic. What does it return for p256, and which part of that is due?',
    'For p256 ask for the uncompressed point: 04, x, y. For x25519 it is the secret already. Then think of what must be refused before, and of what noble throws.',
    'p256: 65 bytes that begin with 04 go in, bytes 1 to 32 come out. x25519: 32 bytes in and out. noble throws a plain Error for a point off the curve and for a secret of zeros: catch it and throw a TlsError with illegal_parameter.',
  ],
  decodeServerKeyExchange: [
    'A Reader reads each line of the comment with one call. What tells you where the parameters end?',
    'decodeAll refuses bytes that are left over. After the parameters, the reader knows how many bytes remain: all before them are signed.',
    'signedParams is the body up to its length less remaining. vector(2, name, { min: 1 }) reads a vector that must not be empty. readSignatureAndHash reads the algorithm, and is called from TLS 1.2 on only; before that the field is left out.',
  ],
  signedKeyExchange: [
    'Two questions: which bytes are signed, and how does the block hold their digest?',
    'The bytes are both randoms, the client first, and the parameters. The form depends on the version: two digests, or one digest and its DigestInfo.',
    'Below 0x0303: MD5 of the bytes and behind it SHA-1 of the same bytes, 36 in all. From 0x0303 on: digestInfoPrefix of the named hash and behind it its digest.',
  ],
};
