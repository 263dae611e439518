import assert from 'node:assert/strict';
import { createDiffieHellman } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import { readPrivateKeyPem } from '../kit/private-key.js';
import { amazon2009 } from '../kit/sessions/amazon-2009.js';
import { toytlsGoogle2012 } from '../kit/sessions/toytls-google-2012.js';
import { dhPublicKey, dhSharedNumber, ffdhe2048 } from '../lib/dh-groups.js';
import { ephemeralKey, sharedPoint, supportedGroups } from '../lib/groups.js';
import { i2osp, os2ip } from '../lib/integers.js';
import {
  clientEphemeralShare,
  clientRsaShare,
  type ExchangeContext,
  serverEphemeralShare,
  serverRsaSecret,
  signServerKeyExchange,
  verifyServerKeyExchange,
} from '../lib/key-exchange.js';
import {
  dhePreMasterSecret,
  ecdhePreMasterSecret,
  recoverPreMasterSecret,
  rsaPreMasterSecret,
} from '../lib/pre-master-secret.js';
import { TLS10, TLS11, TLS12 } from '../lib/registry.js';
import {
  decodeServerKeyExchange,
  encodeServerKeyExchange,
  encodeServerParams,
  signedKeyExchange,
} from '../lib/server-key-exchange.js';
import { reference as f } from '../lib/stages.js';
import { hex } from './support/hex.js';
import { smallKeyPem } from './support/keys.js';
import { refuses, wrongLengths } from './support/properties.js';
import { runSeed, seeded } from './support/random.js';

const session = toytlsGoogle2012;
const random = seeded(runSeed);
const key = readPrivateKeyPem(smallKeyPem);
const google = { n: os2ip(session.googleModulus), e: 65537n };
const context = (version: number): ExchangeContext => ({
  version,
  clientRandom: session.clientRandom,
  serverRandom: session.serverRandom,
});
const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

// RFC 7748 6.1.
const x25519 = {
  alice: hex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a'),
  bob: hex('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'),
  alicePublic: hex('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a'),
  bobPublic: hex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'),
  shared: hex('4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742'),
};
// RFC 5903 8.1.
const p256 = {
  i: hex('C88F01F5 10D9AC3F 70A292DA A2316DE5 44E9AAB8 AFE84049 C62A9C57 862D1433'),
  r: hex('C6EF9C5D 78AE012A 011164AC B397CE20 88685D8F 06BF9BE0 B283AB46 476BEE53'),
  gi: hex(`04 DAD0B653 94221CF9 B051E1FE CA5787D0 98DFE637 FC90B9EF 945D0C37 72581180
           5271A046 1CDB8252 D61F1C45 6FA3E59A B1F45B33 ACCF5F58 389E0577 B8990BB3`),
  gr: hex(`04 D12DFB52 89C8D4F8 1208B702 70398C34 2296970A 0BCCB74C 736FC755 4494BF63
           56FBF3CA 366CC23E 8157854C 13C58D6A AC23F046 ADA30F83 53E74F33 039872AB`),
  girx: hex('D6840F6B 42F6EDAF D13116E0 E1256520 2FEF8E9E CE7DCE03 812464D0 4B9442DE'),
};

describe('key exchange', () => {
  describe('ECDHE', () => {
    it('x25519: the vector of RFC 7748 6.1', () => {
      assert.deepEqual(ecdhePreMasterSecret(29, x25519.alice, x25519.bobPublic), x25519.shared);
      assert.deepEqual(ecdhePreMasterSecret(29, x25519.bob, x25519.alicePublic), x25519.shared);
      assert.deepEqual(ephemeralKey(29, () => x25519.alice).publicKey, x25519.alicePublic);
    });

    it('secp256r1: the vector of RFC 5903 8.1', () => {
      assert.deepEqual(ecdhePreMasterSecret(23, p256.i, p256.gr), p256.girx);
      assert.deepEqual(ecdhePreMasterSecret(23, p256.r, p256.gi), p256.girx);
    });

    it(`both sides come to the same 32 bytes, leading zeros kept (seed ${random.seed})`, () => {
      for (const group of supportedGroups)
        for (let i = 0; i < 20; i++) {
          const [a, b] = [ephemeralKey(group, random.bytes), ephemeralKey(group, random.bytes)];
          const shared = sharedPoint(group, a.privateKey, b.publicKey);
          assert.deepEqual(sharedPoint(group, b.privateKey, a.publicKey), shared);
          assert.equal(shared.length, 32);
        }
    });

    const bad = (group: number, point: Uint8Array) =>
      refuses('illegal_parameter', () => sharedPoint(group, group === 29 ? x25519.alice : p256.i, point));

    it('refuses points off the curve', () => {
      for (let at = 1; at < 65; at += 7) bad(23, flipped(p256.gr, at));
      bad(23, Uint8Array.of(4, ...new Uint8Array(64)));
      bad(23, Uint8Array.of(4, ...new Uint8Array(64).fill(0xff)));
    });

    it('refuses infinity, compressed and hybrid points, and every wrong length', () => {
      bad(23, hex('00'));
      bad(23, Uint8Array.of(0, ...new Uint8Array(64)));
      bad(23, Uint8Array.of(3, ...p256.gr.subarray(1, 33)));
      for (const form of [0, 1, 2, 3, 5, 6, 7]) bad(23, Uint8Array.of(form, ...p256.gr.subarray(1)));
      for (const wrong of wrongLengths(p256.gr)) bad(23, wrong);
      for (const wrong of wrongLengths(x25519.bobPublic)) bad(29, wrong);
    });

    // The points of small order of RFC 7748 7, as cr.yp.to/ecdh.html#validate lists them.
    it('refuses x25519 points of small order, which give the same secret to everyone', () => {
      for (const point of [
        '0000000000000000000000000000000000000000000000000000000000000000',
        '0100000000000000000000000000000000000000000000000000000000000000',
        'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
        '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
        'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
        'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
        'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      ])
        bad(29, hex(point));
    });

    it('refuses a group that we do not have', () => {
      for (const group of [0, 24, 25, 30, 256, 0x0a0a])
        refuses('illegal_parameter', () => sharedPoint(group, p256.i, p256.gr));
    });
  });

  describe('DHE', () => {
    const exponent = new Uint8Array(32).fill(0x5a);

    it('node:crypto comes to the same number', () => {
      const peer = createDiffieHellman(ffdhe2048.p, ffdhe2048.g);
      const theirs = peer.generateKeys();
      const ours = dhPublicKey(f, ffdhe2048, exponent);
      const z = i2osp(dhSharedNumber(f, ffdhe2048, theirs, exponent), 256);
      assert.deepEqual(z, new Uint8Array(peer.computeSecret(ours)));
      assert.equal(ours.length, 256);
    });

    it('the pre-master secret has no leading zeros (RFC 5246 8.1.2)', () => {
      assert.deepEqual(dhePreMasterSecret(0x1234n), hex('1234'));
      assert.deepEqual(dhePreMasterSecret(0x234n), hex('0234'));
      assert.deepEqual(dhePreMasterSecret(os2ip(hex('0000ff01'))), hex('ff01'));
    });

    it('refuses public numbers outside 2 to p - 2', () => {
      const p = os2ip(ffdhe2048.p);
      for (const y of [0n, 1n, p - 1n, p, p + 1n, 2n * p])
        refuses('illegal_parameter', () => dhSharedNumber(f, ffdhe2048, i2osp(y, 257), exponent));
      for (const y of [2n, p - 2n]) dhSharedNumber(f, ffdhe2048, i2osp(y, 256), exponent);
      refuses('illegal_parameter', () => dhSharedNumber(f, ffdhe2048, new Uint8Array(), exponent));
    });

    it('refuses groups that are too small, or so large that they only cost time', () => {
      const group = (bits: number) => ({
        p: i2osp((1n << BigInt(bits)) - 1n, (bits + 7) >> 3),
        g: hex('02'),
      });
      for (const bits of [1, 8, 512, 768, 1023])
        refuses('insufficient_security', () => dhSharedNumber(f, group(bits), hex('03'), exponent));
      refuses('insufficient_security', () =>
        dhSharedNumber(f, { p: new Uint8Array(200), g: hex('02') }, hex('03'), exponent),
      );
      refuses('illegal_parameter', () => dhSharedNumber(f, group(8193), hex('03'), exponent));
      dhSharedNumber(f, group(1024), hex('03'), exponent);
    });
  });

  describe('RSA', () => {
    it("Firefox's pre-master secret begins with the version that it offered", () => {
      const { preMasterSecret } = amazon2009;
      assert.deepEqual(rsaPreMasterSecret(0x0301, preMasterSecret.subarray(2)), preMasterSecret);
    });

    it(`what a client encrypts, the server reads (seed ${random.seed})`, () => {
      for (const version of [TLS10, TLS11, TLS12, 0x03ff]) {
        const { exchangeKeys, preMasterSecret } = clientRsaShare(f, version, key, random.bytes);
        assert.equal(exchangeKeys.length, 128);
        assert.deepEqual(preMasterSecret.subarray(0, 2), Uint8Array.of(version >> 8, version & 0xff));
        assert.deepEqual(serverRsaSecret(f, version, key, exchangeKeys, random.bytes), preMasterSecret);
      }
    });

    it('padding drawn with zeros is drawn again', () => {
      let drawn = 0;
      const zeros = (length: number) => new Uint8Array(length).fill(drawn++ < 3 ? 0 : 9);
      const { exchangeKeys, preMasterSecret } = clientRsaShare(f, TLS12, key, zeros);
      assert.deepEqual(serverRsaSecret(f, TLS12, key, exchangeKeys, random.bytes), preMasterSecret);
    });

    it('whatever is wrong with a block, the random secret takes its place, byte for byte (RFC 5246 7.4.7.1)', () => {
      const fallback = random.bytes(48);
      const good = rsaPreMasterSecret(TLS12, random.bytes(46));
      assert.deepEqual(recoverPreMasterSecret(TLS12, good, fallback), good);
      for (const wrong of [
        undefined,
        new Uint8Array(),
        good.subarray(0, 47),
        Uint8Array.of(...good, 0),
        flipped(good, 0),
        flipped(good, 1),
        Uint8Array.of(3, 1, ...good.subarray(2)),
        new Uint8Array(48),
      ])
        assert.deepEqual(recoverPreMasterSecret(TLS12, wrong, fallback), fallback);
    });

    it('any of the 65536 version fields is right for itself alone', () => {
      const fallback = new Uint8Array(48).fill(0xee);
      const good = rsaPreMasterSecret(0x0303, new Uint8Array(46).fill(0x33));
      for (let version = 0; version < 0x10000; version++)
        assert.equal(recoverPreMasterSecret(version, good, fallback)[2], version === 0x0303 ? 0x33 : 0xee);
    });
  });

  describe('ServerKeyExchange', () => {
    const message = concatBytes(session.ecdheParams, hex('0080'), session.signature);

    it("Google's of 2012 is read and written back", () => {
      const exchange = decodeServerKeyExchange('ECDHE_RSA', TLS11, message);
      assert.deepEqual(exchange.params, { group: 23, publicKey: session.serverEcdhePoint });
      assert.deepEqual(exchange.signedParams, session.ecdheParams);
      assert.deepEqual(encodeServerParams(exchange.params), session.ecdheParams);
      assert.equal(exchange.algorithm, undefined);
      assert.deepEqual(encodeServerKeyExchange(exchange), message);
    });

    it('what it signs is MD5 and SHA-1 of the randoms and the parameters (RFC 4346 7.4.3)', () => {
      const { clientRandom, serverRandom, ecdheParams, signedMd5, signedSha1 } = session;
      assert.deepEqual(
        signedKeyExchange(TLS11, 'SHA-1', clientRandom, serverRandom, ecdheParams),
        concatBytes(signedMd5, signedSha1),
      );
    });

    it("Google's signature stands, and nothing may be changed under it", () => {
      const exchange = decodeServerKeyExchange('ECDHE_RSA', TLS11, message);
      const verify = (changed: object, changedContext: object = {}) =>
        verifyServerKeyExchange(f, { ...context(TLS11), ...changedContext }, google, {
          ...exchange,
          ...changed,
        });
      verify({});
      refuses('decrypt_error', () => verify({ signedParams: flipped(exchange.signedParams, 68) }));
      refuses('decrypt_error', () => verify({ signature: flipped(exchange.signature, 127) }));
      refuses('decrypt_error', () => verify({ signature: exchange.signature.subarray(1) }));
      refuses('decrypt_error', () => verify({ signature: new Uint8Array(128) }));
      refuses('decrypt_error', () => verify({ signature: new Uint8Array(128).fill(0xff) }));
      refuses('decrypt_error', () => verify({}, { clientRandom: flipped(session.clientRandom, 0) }));
      refuses('decrypt_error', () => verify({}, { serverRandom: flipped(session.serverRandom, 31) }));
      refuses('decrypt_error', () => verify({ algorithm: { hash: 2, signature: 1 } }, { version: TLS12 }));
    });

    for (const version of [TLS10, TLS12])
      for (const keyExchange of ['DHE_RSA', 'ECDHE_RSA'] as const)
        it(`${keyExchange}, version ${version.toString(16)}: signed, written, read, verified, and both have the secret`, () => {
          const share = serverEphemeralShare(f, keyExchange, 23, random.bytes);
          const signed = signServerKeyExchange(f, context(version), key, share.params, {
            hash: 4,
            signature: 1,
          });
          const body = encodeServerKeyExchange(signed);
          const read = decodeServerKeyExchange(keyExchange, version, body);
          verifyServerKeyExchange(f, context(version), key, read);
          const client = clientEphemeralShare(f, read.params, random.bytes);
          assert.deepEqual(share.preMasterSecret(client.exchangeKeys), client.preMasterSecret);
          for (const wrong of wrongLengths(body))
            refuses('decode_error', () => decodeServerKeyExchange(keyExchange, version, wrong));
        });

    it('takes only algorithms that were offered', () => {
      const share = serverEphemeralShare(f, 'ECDHE_RSA', 23, random.bytes);
      const signed = signServerKeyExchange(f, context(TLS12), key, share.params, { hash: 4, signature: 1 });
      for (const [hash, signature] of [
        [1, 1],
        [0, 1],
        [3, 1],
        [4, 0],
        [4, 2],
        [4, 3],
        [8, 4],
        [0x0a, 0x0a],
      ] as const)
        refuses('illegal_parameter', () =>
          verifyServerKeyExchange(f, context(TLS12), key, { ...signed, algorithm: { hash, signature } }),
        );
      refuses('decrypt_error', () =>
        verifyServerKeyExchange(f, context(TLS12), key, { ...signed, algorithm: { hash: 5, signature: 1 } }),
      );
    });

    it('refuses curves that are described instead of named', () => {
      for (const type of [0, 1, 2, 4, 255])
        refuses('handshake_failure', () =>
          decodeServerKeyExchange('ECDHE_RSA', TLS12, Uint8Array.of(type, 0, 23)),
        );
    });

    it('refuses empty numbers and points', () => {
      refuses('decode_error', () =>
        decodeServerKeyExchange('DHE_RSA', TLS10, hex('0000 0001 02 0001 03 0000')),
      );
      refuses('decode_error', () =>
        decodeServerKeyExchange('DHE_RSA', TLS10, hex('0001 05 0001 02 0000 0000')),
      );
      refuses('decode_error', () => decodeServerKeyExchange('ECDHE_RSA', TLS10, hex('03 0017 00 0000')));
    });
  });
});
