// What a record layer is made of, without the layer: the cipher and the MAC over as many bytes as a record has,
// with nothing copied, framed or checked. Hashes and AES are noble's, RC4 and GHASH are lib's. All of it works on
// random bytes: noble's AES looks up 640 KiB of tables, and zeros, which look up the same places over and over,
// would pass through it a quarter faster than any real record.
import { randomBytes } from 'node:crypto';
import { cbc, ctr } from '@noble/ciphers/aes.js';
import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { ghash } from '../../lib/ghash.js';
import { rc4, rc4KeySchedule } from '../../lib/rc4.js';

interface Pair {
  seal(): void;
  open(): void;
}

const key = new Uint8Array(16).fill(1);
const iv = new Uint8Array(16).fill(2);
/** Sequence number, type, version and length stand before the content in what a MAC covers. */
const MAC_HEADER = 13;

/** TLS_RSA_WITH_RC4_128_MD5: content and 16 bytes of MAC. */
export function rc4Md5(length: number): Pair {
  const state = rc4KeySchedule(key);
  const covered = random(MAC_HEADER + length);
  const fragment = random(length + 16);
  const both = () => {
    hmac(md5, key, covered);
    rc4(state, fragment);
  };
  return { seal: both, open: both };
}

/** TLS_RSA_WITH_AES_128_CBC_SHA: content, 20 bytes of MAC and padding to whole blocks. */
export function cbcSha1(length: number): Pair {
  const covered = random(MAC_HEADER + length);
  const fragment = random(length + 32);
  return {
    seal() {
      hmac(sha1, key, covered);
      cbc(key, iv, { disablePadding: true }).encrypt(fragment);
    },
    open() {
      cbc(key, iv, { disablePadding: true }).decrypt(fragment);
      hmac(sha1, key, covered);
    },
  };
}

/** AES_128_GCM: counter mode over the content, GHASH over the ciphertext and 13 bytes of additional data. */
export function ctrGhash(length: number): Pair {
  const content = random(length);
  const additionalData = random(MAC_HEADER);
  const both = () => {
    ghash(iv, additionalData, ctr(key, iv).encrypt(content));
  };
  return { seal: both, open: both };
}

/** A plain Uint8Array, as the layers have it. */
const random = (length: number) => new Uint8Array(randomBytes(length));
