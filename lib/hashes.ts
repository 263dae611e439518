// Every hash function that these protocols name, in one table. MD2 is our own, the rest is @noble/hashes.
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { type CHash, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { md2 } from './md2.js';

export type HashName = 'MD2' | 'MD5' | 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';

/** One hash function; lengths are in bytes. */
export interface Hash {
  readonly name: HashName;
  readonly outputLength: number;
  /** How much the compression function takes at a time: HMAC pads its key to this. */
  readonly blockLength: number;
  /** The DER that a PKCS #1 v1.5 signature puts before the digest (RFC 8017 9.2, note 1). */
  readonly digestInfoPrefix: Uint8Array;
  /** The digest of the parts, as if they were one message. */
  digest(...parts: Uint8Array[]): Uint8Array;
}

export const hashes: Readonly<Record<HashName, Hash>> = {
  MD2: {
    name: 'MD2',
    outputLength: 16,
    blockLength: 16,
    digestInfoPrefix: hexToBytes('3020300c06082a864886f70d020205000410'),
    digest: (...parts) => md2(concatBytes(...parts)),
  },
  MD5: fromNoble('MD5', md5, '3020300c06082a864886f70d020505000410'),
  'SHA-1': fromNoble('SHA-1', sha1, '3021300906052b0e03021a05000414'),
  'SHA-256': fromNoble('SHA-256', sha256, '3031300d060960864801650304020105000420'),
  'SHA-384': fromNoble('SHA-384', sha384, '3041300d060960864801650304020205000430'),
  'SHA-512': fromNoble('SHA-512', sha512, '3051300d060960864801650304020305000440'),
};

function fromNoble(name: HashName, hash: CHash, digestInfoPrefix: string): Hash {
  return {
    name,
    outputLength: hash.outputLen,
    blockLength: hash.blockLen,
    digestInfoPrefix: hexToBytes(digestInfoPrefix),
    digest(...parts) {
      const context = hash.create();
      for (const part of parts) context.update(part);
      return context.digest();
    },
  };
}
