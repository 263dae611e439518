import type { Hints } from './hints.js';

export const hints: Hints<'08-finished'> = {
  transcriptHash: [
    'Most who get stuck here have the hash right and the bytes wrong. Before you hash, look at what you hash: how many bytes are they, and with which four do they begin? In the Amazon session they begin with 01 00 00 9a, and the client hashes 2838 of them.',
    'What a record adds (16 03 01 and a length) is not hashed; the four bytes that each message begins with (type and 3-byte length) are. So is a message without a body: ServerHelloDone is 0e 00 00 00. ChangeCipherSpec is a record of another kind and never here. Then the version decides: two hashes side by side, or one.',
    'Turn each message into type, 24-bit length and body (encodeHandshake does it), join them all, and only then hash, once over the whole. Below 0x0303 the answer is the 16 bytes of MD5 and behind them the 20 of SHA-1, with no XOR; from 0x0303 on it is the hash that prfHash names, and that may be SHA-384.',
  ],
  verifyDataInput: [
    'Nothing is computed here: you say what the PRF is to be asked. Three things, of which one is given to you.',
    'The label says who sends this Finished, not who we are: the client uses the one of the server too, to check what the server sent. The seed is the hash as it is, all of it. The length is that of verify_data alone, without the header of the message.',
    "The labels are 'client finished' and 'server finished', with a blank and no NUL. The length is 12 in every version of TLS up to 1.2, however long the hash.",
  ],
  checkVerifyData: [
    'This is the lock on the door. Think like a burglar: which bytes could you send that a careless comparison takes? Fewer? None at all? More?',
    'Compare the lengths, then every byte. Bytes in two arrays are not compared by ===, which asks whether they are the same array. A function that finds a difference must throw, for nobody looks at what it returns.',
    "Collect the differences with OR: the lengths' first, then each byte XOR its partner. XOR alone would let two equal differences cancel out. If anything is left at the end, throw a TlsError with the alert decrypt_error and a sentence that says what the peer did.",
  ],
};
