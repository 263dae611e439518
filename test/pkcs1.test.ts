import assert from 'node:assert/strict';
import { concatBytes } from '@noble/hashes/utils.js';
import { amazon2009 } from '../kit/sessions/amazon-2009.js';
import { hashes } from '../lib/hashes.js';
import * as integers from '../lib/integers.js';
import { os2ip } from '../lib/integers.js';
import { pkcs1Pad, pkcs1Unpad } from '../lib/pkcs1.js';
import { rsaKeyFromPrimes, rsaPrivateOperation, rsaPublicOperation } from '../lib/rsa.js';
import { checkSignedDigest } from '../lib/signed-digest.js';
import { flipped, withByte } from './support/bytes.js';
import { encryptionVector, signatureVector } from './support/rsa-vectors.js';

const refusal = { name: 'TlsError', alert: 'decrypt_error' };

describe('PKCS#1 v1.5 blocks', () => {
  it("signs RSA Laboratories' example 1.1 to the byte, and reads it back", () => {
    const { p, q, message, signature } = signatureVector;
    const key = rsaKeyFromPrimes(os2ip(p), os2ip(q), 65537n);
    const { digestInfoPrefix, digest } = hashes['SHA-1'];
    const block = pkcs1Pad(1, concatBytes(digestInfoPrefix, digest(message)), 128);
    assert.deepEqual(rsaPrivateOperation(integers, key, block), signature);
    checkSignedDigest('SHA-1', message, pkcs1Unpad(1, rsaPublicOperation(integers, key, signature)));
  });

  it("encrypts RSA Laboratories' example 1.1 to the byte, and reads it back", () => {
    const { p, q, message, seed, encryption } = encryptionVector;
    const key = rsaKeyFromPrimes(os2ip(p), os2ip(q), 65537n);
    assert.deepEqual(rsaPublicOperation(integers, key, pkcs1Pad(2, message, 128, seed)), encryption);
    assert.deepEqual(pkcs1Unpad(2, rsaPrivateOperation(integers, key, encryption)), message);
  });

  it('builds and opens the block that Firefox sent to Amazon', () => {
    const { preMasterSecret, pkcs1PaddingString, pkcs1Block } = amazon2009;
    assert.deepEqual(pkcs1Pad(2, preMasterSecret, 128, pkcs1PaddingString), pkcs1Block);
    assert.deepEqual(pkcs1Unpad(2, pkcs1Block), preMasterSecret);
    assert.throws(() => pkcs1Unpad(1, pkcs1Block), refusal);
  });

  it('takes a message that leaves 8 bytes of padding, and an empty one', () => {
    for (const length of [0, 53]) {
      const message = new Uint8Array(length).fill(7);
      assert.deepEqual(pkcs1Unpad(1, pkcs1Pad(1, message, 64)), message);
      const padding = new Uint8Array(61 - length).fill(1);
      assert.deepEqual(pkcs1Unpad(2, pkcs1Pad(2, message, 64, padding)), message);
    }
  });

  it('pads nothing that does not fit, and nothing with bad padding', () => {
    assert.throws(() => pkcs1Pad(1, new Uint8Array(54), 64), RangeError);
    assert.throws(() => pkcs1Pad(2, new Uint8Array(10), 64), RangeError);
    assert.throws(() => pkcs1Pad(2, new Uint8Array(10), 64, new Uint8Array(50).fill(1)), RangeError);
    assert.throws(
      () => pkcs1Pad(2, new Uint8Array(10), 64, withByte(new Uint8Array(51).fill(1), 50, 0)),
      RangeError,
    );
  });

  it('opens no block that differs in any byte before the message', () => {
    const message = new Uint8Array(20).fill(0x55);
    const block = pkcs1Pad(1, message, 64);
    for (let i = 0; i < 64 - message.length; i++)
      for (const bit of [1, 0x80]) {
        const wrong = flipped(block, i, bit);
        // Without the 00 after the padding, the padding runs into the message and finds no end.
        assert.throws(() => pkcs1Unpad(1, wrong), refusal, `byte ${i}`);
      }
  });

  it('opens no block with under 8 bytes of padding, none without an end, none that is cut short', () => {
    for (const blockType of [1, 2] as const) {
      const block = (n: number) =>
        Uint8Array.of(0, blockType, ...new Array<number>(n).fill(0xff), 0, 1, 2, 3);
      assert.deepEqual(pkcs1Unpad(blockType, block(8)), Uint8Array.of(1, 2, 3));
      assert.throws(() => pkcs1Unpad(blockType, block(7)), refusal);
      assert.throws(() => pkcs1Unpad(blockType, block(20).subarray(0, 22)), refusal);
    }
    assert.throws(() => pkcs1Unpad(2, new Uint8Array()), refusal);
  });
});

describe('checkSignedDigest', () => {
  const { amazonTbsCertificate: tbs, amazonSignatureDecrypted } = amazon2009;
  const digestInfo = pkcs1Unpad(1, amazonSignatureDecrypted);

  it("accepts what VeriSign signed for Amazon, and MD2 of the root's", () => {
    checkSignedDigest('SHA-1', tbs, digestInfo);
    const { digestinfoPrefixMd2, verisignRootTbsMd2, verisignRootSignatureDecrypted } = amazon2009;
    const root = concatBytes(digestinfoPrefixMd2, verisignRootTbsMd2);
    assert.deepEqual(pkcs1Unpad(1, verisignRootSignatureDecrypted), root);
  });

  it('refuses another digest, another hash, a missing NULL, and anything before or behind', () => {
    const withoutNull = concatBytes(
      Uint8Array.of(0x30, 0x1f, 0x30, 0x07),
      digestInfo.subarray(4, 11),
      digestInfo.subarray(13),
    );
    for (const wrong of [
      flipped(digestInfo, 34),
      concatBytes(digestInfo, Uint8Array.of(0)),
      concatBytes(Uint8Array.of(0), digestInfo),
      digestInfo.subarray(0, -1),
      digestInfo.subarray(15),
      withoutNull,
      new Uint8Array(),
    ])
      assert.throws(() => checkSignedDigest('SHA-1', tbs, wrong), refusal);
    assert.throws(() => checkSignedDigest('SHA-1', tbs.subarray(1), digestInfo), refusal);
    assert.throws(() => checkSignedDigest('SHA-256', tbs, digestInfo), refusal);
  });

  it('refuses what a cube root forges for e = 3 (Bleichenbacher 2006)', () => {
    // A short padding, the right DigestInfo, and then whatever makes the whole a cube.
    const forged = concatBytes(
      Uint8Array.of(0, 1, ...new Array<number>(8).fill(0xff), 0),
      digestInfo,
      new Uint8Array(200),
    );
    assert.throws(() => checkSignedDigest('SHA-1', tbs, pkcs1Unpad(1, forged)), refusal);
  });
});
