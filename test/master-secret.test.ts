import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { extendedMasterSecret, masterSecret } from '../lib/master-secret.js';
import { TLS10, TLS11, TLS12 } from '../lib/registry.js';
import { hex } from './support/hex.js';

// Jeff Moser, The First Few Milliseconds of an HTTPS Connection (2009).
const moser = {
  preMasterSecret: hex(`0301bb7b0898a749dee8e9b89152ec814cc2397bf6ba1c0a
                        b1955029be02ade6ad6e113f20c466f06422577ee1067a3b`),
  clientRandom: hex('4a2f07cab94fb3067a06567fcec9f737bd5270f7002bb0d6723e551a0d57d982'),
  serverRandom: hex('4a2f07ca986be7a3acdd547d038235895aba467eed6eb07cd46e5e8a199e0c13'),
  masterSecret: hex(`4caf20308f4caac5664a0290f2ac100039db1de01fcbe0e0
                     9dd7e6be62a46c1806ad7921db821d5384db35a71fc10119`),
};

// NIST CAVS, TLS key derivation, as OpenSSL carries it in evpkdf_tls11_prf.txt and evpkdf_tls12_prf.txt.
const nist = [
  {
    version: TLS11,
    preMasterSecret: `bded7fa5c1699c010be23dd06ada3a48349f21e5f86263d5
                      12c0c5cc379f0e780ec55d9844b2f1db02a96453513568d0`,
    clientRandom: 'e5acaf549cd25c22d964c0d930fa4b5261d2507fad84c33715b7b9a864020693',
    serverRandom: '135e4d557fdf3aa6406d82975d5c606a9734c9334b42136e96990fbd5358cdb2',
    masterSecret: `2f6962dfbc744c4b2138bb6b3d33054c5ecc14f24851d989
                   6395a44ab3964efc2090c5bf51a0891209f46c1e1e998f62`,
  },
  {
    version: TLS12,
    preMasterSecret: `f8938ecc9edebc5030c0c6a441e213cd24e6f770a50dda07
                      876f8d55da062bcadb386b411fd4fe4313a604fce6c17fbc`,
    clientRandom: '36c129d01a3200894b9179faac589d9835d58775f9b5ea3587cb8fd0364cae8c',
    serverRandom: 'f6c9575ed7ddd73e1f7d16eca115415812a43c2b747daaaae043abfb50053fce',
    masterSecret: `202c88c00f84a17a20027079604787461176455539e705be
                   730890602c289a5001e34eeb3a043e5d52a65e66125188bf`,
  },
];

describe('masterSecret', () => {
  it("is Moser's, whatever PRF hash the suite names", () => {
    for (const prfHash of ['SHA-256', 'SHA-384'] as const)
      assert.deepEqual(
        masterSecret(TLS10, prfHash, moser.preMasterSecret, moser.clientRandom, moser.serverRandom),
        moser.masterSecret,
      );
  });

  for (const v of nist)
    it(`is NIST's for version ${v.version.toString(16)}`, () => {
      assert.deepEqual(
        masterSecret(v.version, 'SHA-256', hex(v.preMasterSecret), hex(v.clientRandom), hex(v.serverRandom)),
        hex(v.masterSecret),
      );
    });

  it('is another one when the randoms are swapped or the version is', () => {
    const { preMasterSecret, clientRandom, serverRandom } = moser;
    // What the two wrong turns give in this session.
    assert.deepEqual(
      masterSecret(TLS10, 'SHA-256', preMasterSecret, serverRandom, clientRandom),
      hex(`fb997d3609af920818a09a7292b7c9b54d6dba3659d44470
           33326f3cf2da7bfa2c71e6603550e84e0225b6d4eb65a0f5`),
    );
    assert.deepEqual(
      masterSecret(TLS12, 'SHA-256', preMasterSecret, clientRandom, serverRandom),
      hex(`b69b4807a82a7e8fbf6c3d234fe5d31a00ffd9b694ec1bc2
           9873282e60bdb22ba363b597b50bd82c56d3a93992af4cae`),
    );
  });

  it('is 48 bytes for a pre-master secret of any length', () => {
    for (const length of [32, 48, 66, 255, 256])
      assert.equal(
        masterSecret(TLS12, 'SHA-384', new Uint8Array(length), moser.clientRandom, moser.serverRandom).length,
        48,
      );
  });
});

describe('extendedMasterSecret', () => {
  // Written out once more over node:crypto: two blocks of P_SHA-256 make 48 bytes.
  it('is the PRF of the RFC 7627 label and the session hash', () => {
    const secret = hex('0303'.repeat(24));
    const sessionHash = hex('5a'.repeat(32));
    const mac = (...parts: Uint8Array[]) =>
      createHmac('sha256', secret).update(Buffer.concat(parts)).digest();
    const seed = Buffer.concat([Buffer.from('extended master secret'), sessionHash]);
    const expected = Buffer.concat([mac(mac(seed), seed), mac(mac(mac(seed)), seed)]).subarray(0, 48);
    assert.deepEqual(extendedMasterSecret(TLS12, 'SHA-256', secret, sessionHash), new Uint8Array(expected));
  });

  it('is not the plain master secret of the same seed, and changes with every bit of the session hash', () => {
    const half = hex('5a'.repeat(32));
    const sessionHash = hex('5a'.repeat(64));
    const secret = hex('01');
    const extended = extendedMasterSecret(TLS10, 'SHA-256', secret, sessionHash);
    assert.equal(extended.length, 48);
    assert.notDeepEqual(extended, masterSecret(TLS10, 'SHA-256', secret, half, half));
    sessionHash[63] = 0x5b;
    assert.notDeepEqual(extendedMasterSecret(TLS10, 'SHA-256', secret, sessionHash), extended);
  });
});
