import assert from 'node:assert/strict';
import { rc4, rc4KeySchedule } from '../lib/rc4.js';
import { hex } from './support/hex.js';
import { runSeed, seeded } from './support/random.js';

// RFC 6229 2, as printed, for keys of 40, 128 and 256 bits.
const rfc6229 = [
  {
    key: '0x0102030405',
    keystream: `
      DEC    0 HEX    0:  b2 39 63 05  f0 3d c0 27  cc c3 52 4a  0a 11 18 a8
      DEC   16 HEX   10:  69 82 94 4f  18 fc 82 d5  89 c4 03 a4  7a 0d 09 19
      DEC  240 HEX   f0:  28 cb 11 32  c9 6c e2 86  42 1d ca ad  b8 b6 9e ae
      DEC  256 HEX  100:  1c fc f6 2b  03 ed db 64  1d 77 df cf  7f 8d 8c 93
      DEC  496 HEX  1f0:  42 b7 d0 cd  d9 18 a8 a3  3d d5 17 81  c8 1f 40 41
      DEC  512 HEX  200:  64 59 84 44  32 a7 da 92  3c fb 3e b4  98 06 61 f6
      DEC  752 HEX  2f0:  ec 10 32 7b  de 2b ee fd  18 f9 27 76  80 45 7e 22
      DEC  768 HEX  300:  eb 62 63 8d  4f 0b a1 fe  9f ca 20 e0  5b f8 ff 2b
      DEC 1008 HEX  3f0:  45 12 90 48  e6 a0 ed 0b  56 b4 90 33  8f 07 8d a5
      DEC 1024 HEX  400:  30 ab bc c7  c2 0b 01 60  9f 23 ee 2d  5f 6b b7 df
      DEC 1520 HEX  5f0:  32 94 f7 44  d8 f9 79 05  07 e7 0f 62  e5 bb ce ea
      DEC 1536 HEX  600:  d8 72 9d b4  18 82 25 9b  ee 4f 82 53  25 f5 a1 30
      DEC 2032 HEX  7f0:  1e b1 4a 0c  13 b3 bf 47  fa 2a 0b a9  3a d4 5b 8b
      DEC 2048 HEX  800:  cc 58 2f 8b  a9 f2 65 e2  b1 be 91 12  e9 75 d2 d7
      DEC 3056 HEX  bf0:  f2 e3 0f 9b  d1 02 ec bf  75 aa ad e9  bc 35 c4 3c
      DEC 3072 HEX  c00:  ec 0e 11 c4  79 dc 32 9d  c8 da 79 68  fe 96 56 81
      DEC 4080 HEX  ff0:  06 83 26 a2  11 84 16 d2  1f 9d 04 b2  cd 1c a0 50
      DEC 4096 HEX 1000:  ff 25 b5 89  95 99 67 07  e5 1f bd f0  8b 34 d8 75`,
  },
  {
    key: '0x0102030405060708090a0b0c0d0e0f10',
    keystream: `
      DEC    0 HEX    0:  9a c7 cc 9a  60 9d 1e f7  b2 93 28 99  cd e4 1b 97
      DEC   16 HEX   10:  52 48 c4 95  90 14 12 6a  6e 8a 84 f1  1d 1a 9e 1c
      DEC  240 HEX   f0:  06 59 02 e4  b6 20 f6 cc  36 c8 58 9f  66 43 2f 2b
      DEC  256 HEX  100:  d3 9d 56 6b  c6 bc e3 01  07 68 15 15  49 f3 87 3f
      DEC  496 HEX  1f0:  b6 d1 e6 c4  a5 e4 77 1c  ad 79 53 8d  f2 95 fb 11
      DEC  512 HEX  200:  c6 8c 1d 5c  55 9a 97 41  23 df 1d bc  52 a4 3b 89
      DEC  752 HEX  2f0:  c5 ec f8 8d  e8 97 fd 57  fe d3 01 70  1b 82 a2 59
      DEC  768 HEX  300:  ec cb e1 3d  e1 fc c9 1c  11 a0 b2 6c  0b c8 fa 4d
      DEC 1008 HEX  3f0:  e7 a7 25 74  f8 78 2a e2  6a ab cf 9e  bc d6 60 65
      DEC 1024 HEX  400:  bd f0 32 4e  60 83 dc c6  d3 ce dd 3c  a8 c5 3c 16
      DEC 1520 HEX  5f0:  b4 01 10 c4  19 0b 56 22  a9 61 16 b0  01 7e d2 97
      DEC 1536 HEX  600:  ff a0 b5 14  64 7e c0 4f  63 06 b8 92  ae 66 11 81
      DEC 2032 HEX  7f0:  d0 3d 1b c0  3c d3 3d 70  df f9 fa 5d  71 96 3e bd
      DEC 2048 HEX  800:  8a 44 12 64  11 ea a7 8b  d5 1e 8d 87  a8 87 9b f5
      DEC 3056 HEX  bf0:  fa be b7 60  28 ad e2 d0  e4 87 22 e4  6c 46 15 a3
      DEC 3072 HEX  c00:  c0 5d 88 ab  d5 03 57 f9  35 a6 3c 59  ee 53 76 23
      DEC 4080 HEX  ff0:  ff 38 26 5c  16 42 c1 ab  e8 d3 c2 fe  5e 57 2b f8
      DEC 4096 HEX 1000:  a3 6a 4c 30  1a e8 ac 13  61 0c cb c1  22 56 ca cc`,
  },
  {
    key: '0x1ada31d5cf688221c109163908ebe51debb46227c6cc8b37641910833222772a',
    keystream: `
      DEC    0 HEX    0:  dd 5b cb 00  18 e9 22 d4  94 75 9d 7c  39 5d 02 d3
      DEC   16 HEX   10:  c8 44 6f 8f  77 ab f7 37  68 53 53 eb  89 a1 c9 eb
      DEC  240 HEX   f0:  af 3e 30 f9  c0 95 04 59  38 15 15 75  c3 fb 90 98
      DEC  256 HEX  100:  f8 cb 62 74  db 99 b8 0b  1d 20 12 a9  8e d4 8f 0e
      DEC  496 HEX  1f0:  25 c3 00 5a  1c b8 5d e0  76 25 98 39  ab 71 98 ab
      DEC  512 HEX  200:  9d cb c1 83  e8 cb 99 4b  72 7b 75 be  31 80 76 9c
      DEC  752 HEX  2f0:  a1 d3 07 8d  fa 91 69 50  3e d9 d4 49  1d ee 4e b2
      DEC  768 HEX  300:  85 14 a5 49  58 58 09 6f  59 6e 4b cd  66 b1 06 65
      DEC 1008 HEX  3f0:  5f 40 d5 9e  c1 b0 3b 33  73 8e fa 60  b2 25 5d 31
      DEC 1024 HEX  400:  34 77 c7 f7  64 a4 1b ac  ef f9 0b f1  4f 92 b7 cc
      DEC 1520 HEX  5f0:  ac 4e 95 36  8d 99 b9 eb  78 b8 da 8f  81 ff a7 95
      DEC 1536 HEX  600:  8c 3c 13 f8  c2 38 8b b7  3f 38 57 6e  65 b7 c4 46
      DEC 2032 HEX  7f0:  13 c4 b9 c1  df b6 65 79  ed dd 8a 28  0b 9f 73 16
      DEC 2048 HEX  800:  dd d2 78 20  55 01 26 69  8e fa ad c6  4b 64 f6 6e
      DEC 3056 HEX  bf0:  f0 8f 2e 66  d2 8e d1 43  f3 a2 37 cf  9d e7 35 59
      DEC 3072 HEX  c00:  9e a3 6c 52  55 31 b8 80  ba 12 43 34  f5 7b 0b 70
      DEC 4080 HEX  ff0:  d5 a3 9e 3d  fc c5 02 80  ba c4 a6 b5  aa 0d ca 7d
      DEC 4096 HEX 1000:  37 0b 1c 1f  e6 55 91 6d  97 fd 0d 47  ca 1d 72 b8`,
  },
];

/** The stream's first `length` bytes: the encryption of zeros. */
const keystream = (key: Uint8Array, length: number) =>
  rc4(rc4KeySchedule(key), new Uint8Array(length)).output;

describe('rc4', () => {
  for (const { key, keystream: printed } of rfc6229)
    it(`gives the keystream of RFC 6229 for ${key}`, () => {
      const rows = [...printed.matchAll(/DEC +(\d+) HEX +[0-9a-f]+: (.*)/g)];
      assert.equal(rows.length, 18);
      const stream = keystream(hex(key.slice(2)), 4112);
      for (const [, offset, bytes] of rows)
        assert.deepEqual(
          stream.slice(Number(offset), Number(offset) + 16),
          hex(bytes as string),
          `at ${offset}`,
        );
    });

  it("encrypts the session's Finished (Jeff Moser, The First Few Milliseconds of an HTTPS Connection, 2009)", () => {
    const clientWriteKey = hex('32132cdd1b393640844adee56c524672');
    const messageAndMac = hex('1400000c98f0aecbc440b2ac2484c00a 84494ea4a1deb550ea9195ce3dcc1af9');
    assert.deepEqual(
      rc4(rc4KeySchedule(clientWriteKey), messageAndMac).output,
      hex('6a207a41660bd66cf7be3f41ded028c24a612db5301673c1e6317a42222c2f96'),
    );
  });

  it(`runs on from where it stopped, however the data is cut (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    const key = random.bytes(1 + random.integer(256));
    const data = random.bytes(2000);
    const whole = rc4(rc4KeySchedule(key), data);
    let state = rc4KeySchedule(key);
    const pieces: number[] = [];
    for (let start = 0; start < data.length; ) {
      const end = start + random.integer(300);
      const piece = rc4(state, data.subarray(start, end));
      pieces.push(...piece.output);
      state = piece.state;
      start = end;
    }
    assert.deepEqual(Uint8Array.from(pieces), whole.output);
    assert.deepEqual(state, whole.state);
  });

  it('leaves the state and the data it was given as they were', () => {
    const state = rc4KeySchedule(hex('0102030405'));
    const data = hex('00112233');
    rc4(state, data);
    assert.deepEqual(state, rc4KeySchedule(hex('0102030405')));
    assert.deepEqual(data, hex('00112233'));
  });

  it('decrypts with the same operation, and with no other key or state', () => {
    const data = hex('48656c6c6f20776f726c64');
    const { state, output } = rc4(rc4KeySchedule(hex('0102030405')), data);
    assert.deepEqual(rc4(rc4KeySchedule(hex('0102030405')), output).output, data);
    assert.notDeepEqual(rc4(rc4KeySchedule(hex('0102030404')), output).output, data);
    assert.notDeepEqual(rc4(state, output).output, data);
  });
});
