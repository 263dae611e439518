import type { Hints } from './hints.js';

export const hints: Hints<'03-rsa'> = {
  os2ip: [
    'How do you get from the digits 6, 5, 5 to six hundred and fifty-five? Bytes are digits too, from 0 to 255.',
    'Either byte by byte: what you have times 256, plus the next; or through hex, which BigInt can read.',
    "BigInt reads a string that begins 0x; bytesToHex makes the rest of it. Mind that '0x' alone is no number. Stay away from Number: it keeps 53 bits.",
  ],
  i2osp: [
    'The same digits, the other way; but the number of bytes is given, whatever the number.',
    'First ask whether the number fits: n bytes hold everything below 256 to the power n. Then hex digits, two for each byte, with zeros in front.',
    'toString(16) gives the digits, padStart(2 * length) the zeros, hexToBytes the bytes. Throw a RangeError for negative numbers too.',
  ],
  modPow: [
    'How many products does base^16 take, if you may use what you have already computed?',
    'Squaring doubles the exponent. Write the exponent in binary: base^13 is base^8 times base^4 times base^1. Reduce after every product.',
    'Keep a result that begins as 1 % modulus and a square that begins as base mod modulus. While exponent bits remain: if the lowest is set, multiply the square into the result; then square the square and drop the bit. A negative base needs the modulus added once.',
  ],
  modInverse: [
    "Euclid's algorithm for the greatest common divisor knows more than it tells: every remainder on the way is a multiple of a, modulo the modulus.",
    'Keep a pair (r, x) with a * x = r (mod modulus). Begin with (modulus, 0) and (a mod modulus, 1); the difference of pairs is such a pair again. When r comes to 1, x is the answer.',
    'Next pair = the one before the last, less quotient times the last, where quotient is the whole-number division of their r. Stop at r = 0: the pair before it holds the greatest common divisor. If that is not 1, refuse; else bring x into the range from 0 up, for it may be negative.',
  ],
  rsaKeyFromPrimes: [
    'Work the key of p = 61, q = 53, e = 17 on paper first: n, then lcm(60, 52), then the inverse of 17.',
    'Two of the eight numbers are inverses: d (of e) and qInv (of q). Ask of each: modulo what?',
    'd = e^-1 mod lcm(p - 1, q - 1), dP = d mod (p - 1), dQ = d mod (q - 1), qInv = q^-1 mod p. The least common multiple is the product divided by the greatest common divisor.',
  ],
  pkcs1Pad: [
    'Draw the block and count: how many bytes are no message and no padding?',
    'Three bytes are fixed: 00, the type, and 00 behind the padding. What remains beside the message is padding, and it must be at least 8 bytes.',
    'padding length = length - 3 - message length. For block type 1 fill it with ff; for block type 2 take what is given, after checking its length and that it has no zero byte. Then join the five parts.',
  ],
  pkcs1Unpad: [
    'What does the first 00 after the block type say, and what would a forger like you not to check?',
    'Look for the first zero byte from offset 2 on. The padding is what lies between, the message all that lies behind.',
    'Refuse unless the first byte is 0, the second the type, the zero is found at offset 10 or later and, for block type 1, every byte of the padding is ff. indexOf takes a place to start from, and gives -1 when it finds nothing.',
  ],
};
