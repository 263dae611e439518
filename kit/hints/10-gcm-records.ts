import type { Hints } from './hints.js';

export const hints: Hints<'10-gcm-records'> = {
  ghash: [
    'Two tasks: put the blocks in a row, and multiply two of them. Do the multiplication first, and try it on 80 00 ... 00, which is the number one.',
    'A block times x: everything one bit to the right, across all 16 bytes; and if the very last bit was 1, XOR e1 into byte 0. The product is a sum of such shifted H, one for each bit of the other block that is set. BigInt is comfortable and slow; four 32-bit words with >>> are fast, and the shifted H can be made once for all blocks.',
    'Fill up additional data and ciphertext each for itself, with no zeros where nothing is missing. The lengths are in bits and 8 bytes each: 13 bytes of additional data are 00 00 00 00 00 00 00 68. For every block, XOR it into Y and then multiply by H, the last block too.',
  ],
  gctr: [
    'AES never sees the data here. What does it encrypt?',
    'Make as many counter blocks as the data has blocks, the last one begun included; encrypt them; XOR byte by byte and stop when the data ends.',
    'The block that you are given is used as it is, and the next one has its last four bytes, big-endian, one higher. A DataView with getUint32 and setUint32 at offset 12 wraps by itself, and nothing is carried into byte 11.',
  ],
  gcmNonce: [
    'Twelve bytes from two parts. The RFC has a struct for it.',
    'struct { opaque salt[4]; opaque nonce_explicit[8]; } GCMNonce: structs are written field by field.',
    'concatBytes joins them. There is nothing random here and nothing to count.',
  ],
  gcmAdditionalData: [
    'It is what the MAC of stage 09 covers, with one thing left out. Which?',
    'Eight bytes of sequence number, a bigint; then what stands in a record header; but the length is not the one on the wire.',
    'The first Finished of our session has 16 bytes in the clear: eight zero bytes, 16, 03 03, 00 10. On the wire its header says 0028, because explicit nonce and tag are counted there.',
  ],
  gcmEncrypt: [
    'Everything is there already: gctr twice, ghash once. Which counter goes where?',
    'The nonce with 00 00 00 01 behind it is J0 and belongs to the tag; the data begins with 00 00 00 02. H is one block of zeros, encrypted with the key. GHASH takes the ciphertext, never the plaintext.',
    'H = E(K, zeros), C = GCTR(K, nonce + 00000002, P), T = GCTR(K, nonce + 00000001, GHASH(H, A, C)), and the result is C with T behind it.',
  ],
  gcmDecrypt: [
    'In which order do you decrypt and check, and why is that order the point of it all?',
    'Ask first whether there are 16 bytes of tag. Cut them off the end, make your own tag over the rest, and compare. Decrypting is the last step, and the same gctr as in gcmEncrypt.',
    'Compare all 16 bytes without stopping at the first that differs: collect the differences with OR, and look at the sum once. For a wrong tag throw a TlsError with bad_record_mac, and return nothing.',
  ],
};
