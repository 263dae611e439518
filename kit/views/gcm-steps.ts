// AES-GCM block by block, for pictures; lib/ghash.ts and lib/gcm.ts only give the end. Here the product in GF(2^128)
// is the one of SP 800-38D 6.3, a bit at a time. The tests hold the two against each other.
import { gctr } from '../../lib/gcm.js';

export interface CounterStep {
  /** 12 bytes of nonce and a 32-bit counter, from 2 on. */
  readonly counterBlock: Uint8Array;
  /** As many bytes as this block has, at most 16. */
  readonly keystream: Uint8Array;
  readonly plaintext: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** Counter mode over a plaintext, one step for each 16 bytes (SP 800-38D 6.5). @param nonce 12 bytes */
export function counterSteps(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): CounterStep[] {
  return chunks(plaintext).map((block, i) => {
    const counterBlock = Uint8Array.of(...nonce, 0, 0, 0, 0);
    new DataView(counterBlock.buffer).setUint32(12, i + 2);
    const keystream = gctr(key, counterBlock, new Uint8Array(block.length));
    return { counterBlock, keystream, plaintext: block, ciphertext: gctr(key, counterBlock, block) };
  });
}

export interface GhashStep {
  readonly kind: 'additional data' | 'ciphertext' | 'lengths';
  /** The block, filled up with zeros. */
  readonly block: Uint8Array;
  /** How many of its bytes are not filling. */
  readonly used: number;
  /** (Y before XOR block) times H. */
  readonly y: Uint8Array;
}

/** GHASH, one step for each block; the last `y` is the hash (SP 800-38D 6.4). @param h the hash subkey, 16 bytes */
export function ghashSteps(h: Uint8Array, additionalData: Uint8Array, ciphertext: Uint8Array): GhashStep[] {
  const lengths = new DataView(new ArrayBuffer(16));
  lengths.setBigUint64(0, BigInt(additionalData.length) * 8n);
  lengths.setBigUint64(8, BigInt(ciphertext.length) * 8n);
  const blocks = [
    ...chunks(additionalData).map((bytes) => ({ kind: 'additional data' as const, bytes })),
    ...chunks(ciphertext).map((bytes) => ({ kind: 'ciphertext' as const, bytes })),
    { kind: 'lengths' as const, bytes: new Uint8Array(lengths.buffer) },
  ];
  let y = 0n;
  return blocks.map(({ kind, bytes }) => {
    const block = new Uint8Array(16);
    block.set(bytes);
    y = product(y ^ toInteger(block), toInteger(h));
    return { kind, block, used: bytes.length, y: toBytes(y) };
  });
}

function chunks(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) => bytes.subarray(16 * i, 16 * i + 16));
}

/** SP 800-38D 6.3, algorithm 1. The leftmost bit, 2^127 here, is the coefficient of x^0. */
function product(x: bigint, h: bigint): bigint {
  let z = 0n;
  let v = h;
  for (let bit = 127n; bit >= 0n; bit--) {
    if ((x >> bit) & 1n) z ^= v;
    v = v & 1n ? (v >> 1n) ^ (0xe1n << 120n) : v >> 1n;
  }
  return z;
}

const toInteger = (bytes: Uint8Array) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const toBytes = (value: bigint) =>
  Uint8Array.from({ length: 16 }, (_, i) => Number((value >> BigInt(8 * (15 - i))) & 0xffn));
