import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { type HashName, hashes } from '../lib/hashes.js';
import { hmac } from '../lib/hmac.js';
import { hex } from './support/hex.js';
import { runSeed, seeded } from './support/random.js';

type Vector = Partial<Record<HashName, string>> & { key: string; message: Uint8Array };

// RFC 2202 2 and 3; where the two keys differ there are two rows.
const rfc2202: Vector[] = [
  { key: '0b'.repeat(16), message: utf8ToBytes('Hi There'), MD5: '9294727a3638bb1c13f48ef8158bfc9d' },
  {
    key: '0b'.repeat(20),
    message: utf8ToBytes('Hi There'),
    'SHA-1': 'b617318655057264e28bc0b6fb378c8ef146be00',
  },
  {
    key: '4a656665',
    message: utf8ToBytes('what do ya want for nothing?'),
    MD5: '750c783e6ab0b503eaa86e310a5db738',
    'SHA-1': 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
  },
  { key: 'aa'.repeat(16), message: hex('dd'.repeat(50)), MD5: '56be34521d144c88dbb8c733f0e8b3f6' },
  {
    key: 'aa'.repeat(20),
    message: hex('dd'.repeat(50)),
    'SHA-1': '125d7342b9ac11cd91a39af48aa17b4f63f175d3',
  },
  {
    key: '0102030405060708090a0b0c0d0e0f10111213141516171819',
    message: hex('cd'.repeat(50)),
    MD5: '697eaf0aca3a3aea3a75164746ffaa79',
    'SHA-1': '4c9007f4026250c6bc8414f9bf50c86c2d7235da',
  },
  {
    key: '0c'.repeat(16),
    message: utf8ToBytes('Test With Truncation'),
    MD5: '56461ef2342edc00f9bab995690efd4c',
  },
  {
    key: '0c'.repeat(20),
    message: utf8ToBytes('Test With Truncation'),
    'SHA-1': '4c1a03424b55e07fe7f27be1d58bb9324a9a5a04',
  },
  {
    key: 'aa'.repeat(80),
    message: utf8ToBytes('Test Using Larger Than Block-Size Key - Hash Key First'),
    MD5: '6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd',
    'SHA-1': 'aa4ae5e15272d00e95705637ce8a3b55ed402112',
  },
  {
    key: 'aa'.repeat(80),
    message: utf8ToBytes('Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data'),
    MD5: '6f630fad67cda0ee1fb1f562db3aa53e',
    'SHA-1': 'e8e99d0f45237d786d6bbaa7965c7808bbff1a91',
  },
];

// RFC 4231 4.2 to 4.5, 4.7 and 4.8; 4.6 is about truncation, which TLS 1.0 to 1.2 does not use.
const rfc4231: Vector[] = [
  {
    key: '0b'.repeat(20),
    message: utf8ToBytes('Hi There'),
    'SHA-256': 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    'SHA-384':
      'afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6',
    'SHA-512':
      '87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854',
  },
  {
    key: '4a656665',
    message: utf8ToBytes('what do ya want for nothing?'),
    'SHA-256': '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    'SHA-384':
      'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
    'SHA-512':
      '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
  },
  {
    key: 'aa'.repeat(20),
    message: hex('dd'.repeat(50)),
    'SHA-256': '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
    'SHA-384':
      '88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27',
    'SHA-512':
      'fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb',
  },
  {
    key: '0102030405060708090a0b0c0d0e0f10111213141516171819',
    message: hex('cd'.repeat(50)),
    'SHA-256': '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
    'SHA-384':
      '3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb',
    'SHA-512':
      'b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd',
  },
  {
    key: 'aa'.repeat(131),
    message: utf8ToBytes('Test Using Larger Than Block-Size Key - Hash Key First'),
    'SHA-256': '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    'SHA-384':
      '4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952',
    'SHA-512':
      '80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598',
  },
  {
    key: 'aa'.repeat(131),
    message: utf8ToBytes(
      'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
    ),
    'SHA-256': '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
    'SHA-384':
      '6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e',
    'SHA-512':
      'e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58',
  },
];

const names = Object.keys(hashes) as HashName[];

function checkVectors(vectors: Vector[]): void {
  for (const vector of vectors)
    for (const name of names) {
      const expected = vector[name];
      if (expected) assert.deepEqual(hmac(name, hex(vector.key), vector.message), hex(expected), name);
    }
}

describe('hmac', () => {
  it('gives what RFC 2202 prints for MD5 and SHA-1', () => checkVectors(rfc2202));
  it('gives what RFC 4231 prints for SHA-256, SHA-384 and SHA-512', () => checkVectors(rfc4231));

  it("makes the MAC of the session's first record (Jeff Moser, The First Few Milliseconds, 2009)", () => {
    const clientWriteMacSecret = hex('80b8f6095174eadb2928ef6f9ab881b0');
    const input = hex('0000000000000000 16 0301 0010 1400000c98f0aecbc440b2ac2484c00a');
    assert.deepEqual(hmac('MD5', clientWriteMacSecret, input), hex('84494ea4a1deb550ea9195ce3dcc1af9'));
  });

  it(`agrees with node:crypto, for keys shorter and longer than a block (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    for (const name of ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'] as const)
      for (const keyLength of [0, 1, 16, 63, 64, 65, 127, 128, 129, 200]) {
        const key = random.bytes(keyLength);
        const message = random.bytes(random.integer(200));
        const expected = createHmac(name.replace('-', ''), key).update(message).digest();
        assert.deepEqual(hmac(name, key, message), new Uint8Array(expected), `${name}, key of ${keyLength}`);
      }
  });

  it('takes a key of exactly one block as it is, and hashes a longer one', () => {
    const block = new Uint8Array(64).fill(3);
    const longer = new Uint8Array(65).fill(3);
    const message = utf8ToBytes('Hi There');
    assert.notDeepEqual(hmac('MD5', block, message), hmac('MD5', hashes.MD5.digest(block), message));
    assert.deepEqual(hmac('MD5', longer, message), hmac('MD5', hashes.MD5.digest(longer), message));
  });

  it('changes when one bit of the key or of the message does', () => {
    const mac = hmac('SHA-1', hex('0b0b'), hex('00'));
    assert.notDeepEqual(hmac('SHA-1', hex('0b0a'), hex('00')), mac);
    assert.notDeepEqual(hmac('SHA-1', hex('0b0b'), hex('01')), mac);
    assert.notDeepEqual(hmac('SHA-1', hex('0b0b'), hex('0000')), mac);
  });

  it('leaves key and message as they were', () => {
    const key = hex('0b0b');
    const message = hex('00ff');
    hmac('MD5', key, message);
    assert.deepEqual([key, message], [hex('0b0b'), hex('00ff')]);
  });
});
