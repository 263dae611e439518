import assert from 'node:assert/strict';
import { keyExpansion, partitionKeyBlock } from '../lib/key-block.js';
import { prf10, prf12, runPrf } from '../lib/prf.js';
import { TLS10, TLS11, TLS12 } from '../lib/registry.js';
import { type CipherSuite, cipherSuites } from '../lib/suites.js';
import { hex } from './support/hex.js';

const suite = (name: string) => cipherSuites.find((row) => row.name === name) as CipherSuite;
const rc4Md5 = suite('TLS_RSA_WITH_RC4_128_MD5');
const f = { prf10, prf12 };

// Jeff Moser, The First Few Milliseconds of an HTTPS Connection (2009).
const moser = {
  masterSecret: hex(`4caf20308f4caac5664a0290f2ac100039db1de01fcbe0e0
                     9dd7e6be62a46c1806ad7921db821d5384db35a71fc10119`),
  clientRandom: hex('4a2f07cab94fb3067a06567fcec9f737bd5270f7002bb0d6723e551a0d57d982'),
  serverRandom: hex('4a2f07ca986be7a3acdd547d038235895aba467eed6eb07cd46e5e8a199e0c13'),
  client: {
    macKey: hex('80b8f6095174eadb2928ef6f9ab881b0'),
    key: hex('32132cdd1b393640844adee56c524672'),
    iv: hex(''),
  },
  server: {
    macKey: hex('677c967b70c5bc629d1d1f4aa6798161'),
    key: hex('5836c40d8c7c74da6db7340a91b68fa7'),
    iv: hex(''),
  },
};

// NIST CAVS, TLS key derivation, as OpenSSL carries it in evpkdf_tls11_prf.txt and evpkdf_tls12_prf.txt.
const nist = [
  {
    version: TLS11,
    masterSecret: `2f6962dfbc744c4b2138bb6b3d33054c5ecc14f24851d989
                   6395a44ab3964efc2090c5bf51a0891209f46c1e1e998f62`,
    serverRandom: '67267e650eb32444119d222a368c191af3082888dc35afe8368e638c828874be',
    clientRandom: 'd58a7b1cd4fedaa232159df652ce188f9d997e061b9bf48e83b62990440931f6',
    keyBlock: `3088825988e77fce68d19f756e18e43eb7fe672433504feaf99b3c503d9091b164f166db301d70c9fc0870b4a9456390
               7bee1a61fb786cb717576890bcc51cb9ead97e01d0a2fea99c953377b195205ff07b369589178796edc963fd80fdbe51
               8a2fc1c35c18ae8d`,
  },
  {
    version: TLS12,
    masterSecret: `202c88c00f84a17a20027079604787461176455539e705be
                   730890602c289a5001e34eeb3a043e5d52a65e66125188bf`,
    serverRandom: 'ae6c806f8ad4d80784549dff28a4b58fd837681a51d928c3e30ee5ff14f39868',
    clientRandom: '62e1fd91f23f558a605f28478c58cf72637b89784d959df7e946d3f07bd1b616',
    keyBlock: `d06139889fffac1e3a71865f504aa5d0d2a2e89506c6f2279b670c3e1b74f531016a2530c51a3a0f7e1d6590d0f0566b
               2f387f8d11fd4f731cdd572d2eae927f6f2f81410b25e6960be68985add6c38445ad9f8c64bf8068bf9a6679485d966f
               1ad6f68b43495b10a683755ea2b858d70ccac7ec8b053c6bd41ca299d4e51928`,
  },
];

describe('keyExpansion', () => {
  it("gives Moser's four keys", () => {
    const input = keyExpansion(TLS10, rc4Md5, moser.clientRandom, moser.serverRandom);
    assert.equal(input.length, 64);
    const keyBlock = runPrf(f, TLS10, 'SHA-256', moser.masterSecret, input);
    const { client, server } = moser;
    assert.deepEqual(partitionKeyBlock(TLS10, rc4Md5, keyBlock), { client, server });
  });

  for (const v of nist)
    it(`gives the beginning of NIST's key block for version ${v.version.toString(16)}`, () => {
      const aes256 = suite('TLS_RSA_WITH_AES_256_CBC_SHA');
      const input = keyExpansion(v.version, aes256, hex(v.clientRandom), hex(v.serverRandom));
      assert.equal(input.length, 104);
      const keyBlock = runPrf(f, v.version, 'SHA-256', hex(v.masterSecret), input);
      assert.deepEqual(keyBlock, hex(v.keyBlock).slice(0, 104));
    });

  it('puts the randoms the other way round than the master secret', () => {
    const input = keyExpansion(TLS10, rc4Md5, hex('c1'), hex('50'));
    assert.deepEqual(input, { label: 'key expansion', seed: hex('50c1'), length: 64 });
  });
});

// What each side takes, in bytes: MAC key, cipher key, IV (RFC 5246 A.6, C; RFC 5288 3; RFC 4346 6.3.1).
const lengths: [string, number, [number, number, number]][] = [
  ['TLS_RSA_WITH_RC4_128_MD5', TLS10, [16, 16, 0]],
  ['TLS_RSA_WITH_RC4_128_SHA', TLS12, [20, 16, 0]],
  ['TLS_RSA_WITH_AES_128_CBC_SHA', TLS10, [20, 16, 16]],
  ['TLS_RSA_WITH_AES_128_CBC_SHA', TLS11, [20, 16, 0]],
  ['TLS_RSA_WITH_AES_256_CBC_SHA', TLS12, [20, 32, 0]],
  ['TLS_RSA_WITH_AES_128_CBC_SHA256', TLS12, [32, 16, 0]],
  ['TLS_RSA_WITH_AES_128_GCM_SHA256', TLS12, [0, 16, 4]],
  ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', TLS12, [0, 32, 4]],
];

describe('partitionKeyBlock', () => {
  for (const [name, version, [mac, enc, iv]] of lengths)
    it(`cuts ${2 * (mac + enc + iv)} bytes for ${name} in ${version.toString(16)}, in order`, () => {
      const { length } = keyExpansion(version, suite(name), hex(''), hex(''));
      assert.equal(length, 2 * (mac + enc + iv));
      const keyBlock = Uint8Array.from({ length }, (_, i) => i);
      const { client, server } = partitionKeyBlock(version, suite(name), keyBlock);
      const order = [client.macKey, server.macKey, client.key, server.key, client.iv, server.iv];
      assert.deepEqual(
        order.map((part) => part.length),
        [mac, mac, enc, enc, iv, iv],
      );
      assert.deepEqual(
        order.flatMap((part) => [...part]),
        [...keyBlock],
      );
    });

  it('refuses a block that is a byte short', () => {
    assert.throws(() => partitionKeyBlock(TLS10, rc4Md5, new Uint8Array(63)), RangeError);
  });

  it('gives keys of their own memory', () => {
    const keyBlock = new Uint8Array(64);
    const { client } = partitionKeyBlock(TLS10, rc4Md5, keyBlock);
    keyBlock.fill(1);
    assert.deepEqual(client.macKey, new Uint8Array(16));
  });
});
