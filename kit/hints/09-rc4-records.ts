import type { Hints } from './hints.js';

export const hints: Hints<'09-rc4-records'> = {
  rc4KeySchedule: [
    'Think of S as a deck of 256 cards and of the key as the list of places to swap with. How many swaps are there, and what happens when the list runs out?',
    'There are 256 steps whatever the length of the key, and the key is read over and over: byte 0 again in step 16, with a key of 16 bytes. j is never set back: each step adds to what the step before left.',
    'j = (j + S[i] + key[i mod n]) mod 256, then swap. A swap needs a variable for the value that would be overwritten. Both indices in the result are 0, whatever they were at the end of the loop.',
  ],
  rc4: [
    'What must the second call know to go on where the first one stopped?',
    'Copy S first, because the state you were given belongs to somebody else. For each byte: step i, step j, swap, look up, XOR. Return the copy together with where i and j stand.',
    'i steps before its first use, so a fresh state begins with S[1]. The sum S[i] + S[j] modulo 256 is not the byte of keystream but its place in S. i and j come from the state and do not start at 0 again.',
  ],
  macInput: [
    'Every field has a fixed size but for the last. Add them up: which is the 13th byte?',
    'The sequence number comes first and is a bigint, since 64 bits do not fit in a number; a DataView has setBigUint64. Type, version and length follow in the order of a record header.',
    'For the first Finished of the Amazon session it is eight zero bytes, 16, 03 01, 00 10, and the 16 bytes of the message. The length does not count the MAC: when it is computed, there is none yet.',
  ],
  sealStream: [
    'One record, one stretch of keystream: what goes into it, in which order?',
    'The MAC is encrypted like the content: join the two first, then encrypt once. A second call with the same state would use the same keystream twice.',
    'rc4 gives you the new state and the output. The output is your fragment, and the state goes back to the caller, who needs it for the next record.',
  ],
  openStream: [
    'Only one of the two parts has a length that you know. Which?',
    'Decrypt the whole fragment in one go; then the last macLength bytes are the MAC and what stands before them is the content. Ask first whether there are that many bytes at all.',
    'The content ends at fragment.length - macLength. If that is 0 the record is empty, and legal. If it is negative, slice would count from the end and cut something out, so refuse with bad_record_mac before it comes to that.',
  ],
};
