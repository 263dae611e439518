import type { Hints } from './hints.js';

export const hints: Hints<'07-key-block'> = {
  keyExpansion: [
    'Three things to fill in: a text, a string of bytes, a number. Only the number takes thought.',
    "The label is 'key expansion'. The randoms come the other way round than in the master secret. For the number, write down what one side needs, then remember that there are two sides.",
    "Twice the sum of MAC key, cipher key and IV. The IV's length is the suite's fixedIvLength, with one exception: AES-CBC in a version above 0x0301 takes none. The Amazon session asks for 64 bytes, an AES-128-GCM session for 40.",
  ],
  partitionKeyBlock: [
    'Take a pencil: draw the key block as a strip and mark six parts. How long is each, for RC4 with MD5?',
    'The parts come in pairs, client before server: both MAC keys, both cipher keys, both IVs. Walk along the strip with one position that moves on by the length of each part. AES-GCM has no MAC keys, so its cipher keys begin at byte 0 (an article says 64; peers say 0).',
    'With m, k and v as the three lengths, the parts begin at 0, m, 2m, 2m + k, 2m + 2k and 2m + 2k + v, and 2(m + k + v) is the least that the block must have; with less, throw a RangeError, because slice does not complain. v is the same as in keyExpansion: 0 for AES-CBC above 0x0301.',
  ],
};
