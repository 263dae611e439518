// Attack code, for teaching. A block of CBC ciphertext, decrypted by asking whether its padding is right.
import { concatBytes } from '@noble/hashes/utils.js';
import type { Random } from '../../../lib/key-exchange.js';
import { blocksOf, xor } from '../parts/xor.js';
import type { Mail } from './mail.js';

/** What a login is made of; the attacker tries these bytes and no others. */
const candidates = [13, 10, ...Array.from({ length: 95 }, (_, i) => 32 + i)];

/** How often the server is asked about one byte before it is believed. */
const CONFIRMATIONS = 3;

/**
 * Whether the server takes the padding for right when block `number` of the login, XORed with `mask`, ends a record.
 * Every question costs a connection: an alert ends it, and the next login is under new keys.
 */
function padsWell(mail: Mail, number: number, mask: Uint8Array): boolean {
  mail.logIn();
  const blocks = blocksOf(mail.sealed);
  const [before, block] = [blocks[number], blocks[number + 1]] as [Uint8Array, Uint8Array];
  return mail.answer(concatBytes(mail.sealed, xor(before, mask), block)) === 'bad_record_mac';
}

/** One block of the login, from its last byte to its first; undefined when the answers tell nothing. */
export function* recoverBlock(
  mail: Mail,
  number: number,
  random: Random,
  count: () => void,
): Generator<string, Uint8Array | undefined> {
  const known = new Uint8Array(16);
  for (let at = 15; at >= 0; at--) {
    const padding = 15 - at; // the bytes from `at` on are to hold this number
    let right: number | undefined;
    for (const guess of candidates) {
      yield `block ${number + 1}, byte ${at + 1}`;
      const ask = () => {
        count();
        const mask = random(16);
        for (let i = at + 1; i < 16; i++) mask[i] = (known[i] as number) ^ padding;
        mask[at] = guess ^ padding;
        return padsWell(mail, number, mask);
      };
      let agreed = 0;
      while (agreed < CONFIRMATIONS && ask()) agreed++;
      if (agreed < CONFIRMATIONS) continue;
      if (right !== undefined) return undefined; // two cannot be right: the answer is always the same
      right = guess;
      if (at < 15) break;
    }
    if (right === undefined) return undefined;
    known[at] = right;
  }
  return known;
}
