import type { Hints } from './hints.js';

export const hints: Hints<'06-master-secret'> = {
  hmac: [
    'Two hashes, one inside the other. Draw them as boxes: what goes into the inner one, and what into the outer?',
    'Everything turns on the key being exactly one block long: 64 bytes for MD5, SHA-1 and SHA-256, 128 for SHA-384 and SHA-512. Too short, it is filled up with zero bytes at its end; too long, it is hashed first and then filled up.',
    'inner = H(K XOR ipad, text), result = H(K XOR opad, inner), with K as long as a block. A key of exactly one block is not too long. 0x36 is inside, 0x5c is outside.',
  ],
  pHash: [
    'There are two chains. One makes A(1), A(2), A(3), each from the one before; the other makes output, and uses the first.',
    'In a loop: step A forward, then make one block of output from A and the seed. Stop when there are enough bytes. The output never goes back into the chain.',
    'A begins as the seed, and the step A = HMAC(secret, A) comes before its first use. A block of output is HMAC(secret, A + seed). The last block is mostly too long, so cut the whole to the length asked for.',
  ],
  prf10: [
    'If you have P_hash, only two questions remain: what does each hash get as its secret, and what as its seed?',
    'The secret is halved, nothing else is: label and seed go to both sides, joined. (A well-known article says that half of the input goes to each hash; it means the secret.) With 48 bytes the halves are 24 and 24. What does the RFC say about 47?',
    'Each half has ceil(n / 2) bytes; S1 begins at the beginning and S2 ends at the end, so that an odd secret lends its middle byte to both. P_MD5 gets S1, P_SHA-1 gets S2, both are asked for the whole length, and byte is XORed with byte.',
  ],
  prf12: [
    'One line, when P_hash is right.',
    'TLS 1.2 halves nothing and XORs nothing. The label is text and the seed is bytes: make them one byte string.',
    'PRF(secret, label, seed) = P_hash(secret, label + seed), with the hash from the argument and not always SHA-256.',
  ],
  masterSecret: [
    'Two decisions: which PRF, and what goes into it in which order.',
    'The version decides on the PRF: 0x0303 has the new one, both versions below it the old one. The seed is both randoms, and their order matters.',
    "The label is 'master secret' with one blank, the client's random comes first, and 48 bytes are asked for even when the pre-master secret has another length.",
  ],
  extendedMasterSecret: [
    'Compare it with masterSecret line by line: what is the same, and what is not?',
    'The PRF, the pre-master secret and the 48 bytes are the same. Label and seed are others.',
    "The label is 'extended master secret', with blanks, although the extension's name is written with underscores. The seed is the session hash as it was given: it is a hash already.",
  ],
};
