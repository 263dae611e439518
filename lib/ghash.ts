// Stage 10. SP 800-38D 6.3, 6.4: GHASH, a polynomial in H over GF(2^128), taken by Horner's rule.
//
// GCM writes a field element as 128 bits with the coefficient of x^0 first: the top bit of byte 0. So "times x"
// is a shift to the *right*, and when a bit falls off the end, x^128 = x^7 + x^2 + x + 1 puts it back at the top
// as 11100001. Here an element is four 32-bit words, the first one on top.
//
// One trick, for a record's worth of speed: instead of one bit at a time, multiply by one byte at a time. A table
// holds all 256 products of a byte and H, and another what the 8 bits that fall off come back as. Looking up
// secret bytes leaks through the cache; GHASH in constant time needs the CPU's carry-less multiplication.

type Words = [number, number, number, number];

/** x^128 reduced: what a bit that falls off comes back as, in the top word. */
const R = 0xe1000000;

/** REDUCED[b]: what the 8 bits b that fall off together come back as, in the top word. */
const REDUCED = Int32Array.from({ length: 256 }, (_, b) => {
  let w: Words = [0, 0, 0, b];
  for (let i = 0; i < 8; i++) w = timesX(w);
  return w[0];
});

/**
 * GHASH of the additional data and the ciphertext, each filled with zeros to whole blocks, and a last block that
 * holds their lengths in bits: 16 bytes (SP 800-38D 6.4, and 7.1 step 5).
 * @param h the hash subkey: 16 zero bytes, encrypted
 */
export function ghash(h: Uint8Array, additionalData: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const lengths = new DataView(new ArrayBuffer(16));
  lengths.setBigUint64(0, BigInt(additionalData.length) * 8n);
  lengths.setBigUint64(8, BigInt(ciphertext.length) * 8n);
  const table = multiples(h);
  const y = new Int32Array(4);
  absorb(y, table, additionalData);
  absorb(y, table, ciphertext);
  absorb(y, table, new Uint8Array(lengths.buffer));
  const output = new DataView(new ArrayBuffer(16));
  y.forEach((word, i) => {
    output.setInt32(4 * i, word);
  });
  return new Uint8Array(output.buffer);
}

/** y = (y XOR block) * H for each block of data; bytes that the last block lacks are zero. */
function absorb(y: Int32Array, table: Int32Array, data: Uint8Array): void {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const whole = data.length - (data.length % 16);
  for (let start = 0; start < whole; start += 16) {
    for (let i = 0; i < 4; i++) y[i] = (y[i] as number) ^ view.getInt32(start + 4 * i);
    multiply(y, table);
  }
  if (whole === data.length) return;
  const last = new Uint8Array(16);
  last.set(data.subarray(whole));
  absorb(y, table, last);
}

/** y = y * H: from y's last byte to its first, times x^8, plus that byte's product with H. */
function multiply(y: Int32Array, table: Int32Array): void {
  let z0 = 0;
  let z1 = 0;
  let z2 = 0;
  let z3 = 0;
  for (let i = 3; i >= 0; i--)
    for (let word = y[i] as number, bytes = 4; bytes > 0; word >>>= 8, bytes--) {
      const row = (word & 0xff) * 4;
      const fallen = REDUCED[z3 & 0xff] as number;
      z3 = ((z3 >>> 8) | (z2 << 24)) ^ (table[row + 3] as number);
      z2 = ((z2 >>> 8) | (z1 << 24)) ^ (table[row + 2] as number);
      z1 = ((z1 >>> 8) | (z0 << 24)) ^ (table[row + 1] as number);
      z0 = (z0 >>> 8) ^ fallen ^ (table[row] as number);
    }
  y[0] = z0;
  y[1] = z1;
  y[2] = z2;
  y[3] = z3;
}

/** The products of H with all 256 bytes, four words each: 0x80 is 1, 0x40 is x, and the rest are their sums. */
function multiples(h: Uint8Array): Int32Array {
  const view = new DataView(h.buffer, h.byteOffset, 16);
  const table = new Int32Array(4 * 256);
  let power: Words = [view.getInt32(0), view.getInt32(4), view.getInt32(8), view.getInt32(12)];
  for (let bit = 0x80; bit > 0; bit >>= 1) {
    table.set(power, 4 * bit);
    power = timesX(power);
  }
  for (let top = 2; top < 256; top *= 2)
    for (let k = 4; k < 4 * top; k++)
      table[4 * top + k] = (table[4 * top + (k & 3)] as number) ^ (table[k] as number);
  return table;
}

function timesX([w0, w1, w2, w3]: Words): Words {
  const fallen = w3 & 1 ? R : 0;
  return [(w0 >>> 1) ^ fallen, (w0 << 31) | (w1 >>> 1), (w1 << 31) | (w2 >>> 1), (w2 << 31) | (w3 >>> 1)];
}
