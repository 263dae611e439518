// A record under AES-CBC: content, MAC and padding, encrypted together (RFC 5246 6.2.3.2). The MAC is inside, so
// the padding is looked at before anything is known to be genuine. A peer that can tell "wrong padding" from
// "wrong MAC" has a padding oracle and can decrypt byte by byte (Vaudenay 2002); hence padding that is wrong is
// counted as no padding, the MAC is checked all the same, and the caller answers both failures alike.
//
// What remains is that a MAC over fewer bytes takes less time: Lucky Thirteen (2013) measured that. It is not
// mended here, nor is encrypt_then_mac (RFC 7366), which would mend it, spoken.
import { cbc } from '@noble/ciphers/aes.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from './errors.js';

const BLOCK_LENGTH = 16;

/**
 * An AES key at work in CBC mode. It keeps the cipher object that it used last, for speed alone: V8 drops the machine
 * code of a loop with the last closure that ran it, and noble makes new closures for every record, so a garbage
 * collection between two records would send AES back to the interpreter, a tenth of the throughput.
 */
export class CbcKey {
  private last: ReturnType<typeof cbc> | undefined;

  /** @param key 16 or 32 bytes */
  constructor(private readonly key: Uint8Array) {}

  /** Encrypts whole blocks in place. */
  encrypt(iv: Uint8Array, blocks: Uint8Array): Uint8Array {
    this.last = cbc(this.key, iv, { disablePadding: true });
    return this.last.encrypt(blocks, blocks);
  }

  /** Decrypts whole blocks in place. */
  decrypt(iv: Uint8Array, blocks: Uint8Array): Uint8Array {
    this.last = cbc(this.key, iv, { disablePadding: true });
    return this.last.decrypt(blocks, blocks);
  }
}

/** Content, MAC and whether the padding was right: not to be told apart from a wrong MAC. */
export interface OpenedCbc {
  readonly content: Uint8Array;
  readonly mac: Uint8Array;
  readonly paddingGood: boolean;
}

/**
 * Encrypts content, MAC and the least padding that fills a block: 1 to 16 bytes that each hold the number of the
 * padding bytes before the last (RFC 5246 6.2.3.2).
 * @param iv  16 bytes that nobody could foresee, or in TLS 1.0 the last block of the record before
 */
export function sealCbc(key: CbcKey, iv: Uint8Array, content: Uint8Array, mac: Uint8Array): Uint8Array {
  const paddingLength = BLOCK_LENGTH - 1 - ((content.length + mac.length) % BLOCK_LENGTH);
  const padding = new Uint8Array(paddingLength + 1).fill(paddingLength);
  const block = concatBytes(content, mac, padding);
  return key.encrypt(iv, block);
}

/**
 * Decrypts what sealCbc makes; up to 256 bytes of padding are taken. Neither MAC nor padding is judged here.
 * @param macLength bytes of the MAC after the content
 * @throws TlsError bad_record_mac for a length that no sealed record has; anyone can see it, so it tells nothing
 *   (RFC 5246 6.2.3.2, 7.2.2)
 */
export function openCbc(key: CbcKey, iv: Uint8Array, ciphertext: Uint8Array, macLength: number): OpenedCbc {
  if (ciphertext.length % BLOCK_LENGTH !== 0 || ciphertext.length < macLength + 1)
    throw new TlsError(
      'bad_record_mac',
      `the peer sent ${ciphertext.length} encrypted bytes, which are not whole blocks with room for a MAC`,
    );
  const plaintext = new Uint8Array(ciphertext); // a copy even of a Buffer, whose slice() is not one
  key.decrypt(iv, plaintext);
  const { paddingGood, paddingLength } = readPadding(plaintext, macLength);
  const end = plaintext.length - macLength - 1 - (paddingGood ? paddingLength : 0);
  return { content: plaintext.subarray(0, end), mac: plaintext.subarray(end, end + macLength), paddingGood };
}

/** Looks at as many bytes as the longest padding has, whatever the last byte says. */
function readPadding(plaintext: Uint8Array, macLength: number) {
  const last = plaintext.length - 1;
  const paddingLength = plaintext[last] as number;
  const room = last - macLength;
  let wrong = (room - paddingLength) >> 31;
  for (let i = 1; i <= Math.min(room, 255); i++) {
    const isPadding = (i - 1 - paddingLength) >> 31; // all ones for i <= paddingLength, otherwise zero
    wrong |= isPadding & (paddingLength ^ (plaintext[last - i] as number));
  }
  return { paddingGood: wrong === 0, paddingLength };
}
