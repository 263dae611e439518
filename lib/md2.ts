// RFC 1319, the MD2 message digest of 1992. VeriSign's root of 1996 signed itself with it, which is the one
// reason it is here. RFC letters: S is the table made from the digits of pi, C the checksum, L its last byte,
// X the state.
import { concatBytes } from '@noble/hashes/utils.js';

const S = Uint8Array.of(
  ...[41, 46, 67, 201, 162, 216, 124, 1, 61, 54, 84, 161, 236, 240, 6, 19],
  ...[98, 167, 5, 243, 192, 199, 115, 140, 152, 147, 43, 217, 188, 76, 130, 202],
  ...[30, 155, 87, 60, 253, 212, 224, 22, 103, 66, 111, 24, 138, 23, 229, 18],
  ...[190, 78, 196, 214, 218, 158, 222, 73, 160, 251, 245, 142, 187, 47, 238, 122],
  ...[169, 104, 121, 145, 21, 178, 7, 63, 148, 194, 16, 137, 11, 34, 95, 33],
  ...[128, 127, 93, 154, 90, 144, 50, 39, 53, 62, 204, 231, 191, 247, 151, 3],
  ...[255, 25, 48, 179, 72, 165, 181, 209, 215, 94, 146, 42, 172, 86, 170, 198],
  ...[79, 184, 56, 210, 150, 164, 125, 182, 118, 252, 107, 226, 156, 116, 4, 241],
  ...[69, 157, 112, 89, 100, 113, 135, 32, 134, 91, 207, 101, 230, 45, 168, 2],
  ...[27, 96, 37, 173, 174, 176, 185, 246, 28, 70, 97, 105, 52, 64, 126, 15],
  ...[85, 71, 163, 35, 221, 81, 175, 58, 195, 92, 249, 206, 186, 197, 234, 38],
  ...[44, 83, 13, 110, 133, 40, 132, 9, 211, 223, 205, 244, 65, 129, 77, 82],
  ...[106, 220, 55, 200, 108, 193, 171, 250, 36, 225, 123, 8, 12, 189, 177, 74],
  ...[120, 136, 149, 139, 227, 99, 232, 109, 233, 203, 213, 254, 59, 0, 29, 57],
  ...[242, 239, 183, 14, 102, 88, 208, 228, 166, 119, 114, 248, 235, 117, 75, 10],
  ...[49, 68, 80, 180, 143, 237, 31, 26, 219, 153, 141, 51, 159, 17, 131, 20],
);

/** The 16-byte MD2 digest of a message of any length (RFC 1319 3). */
export function md2(message: Uint8Array): Uint8Array {
  const padded = pad(message);
  const X = new Uint8Array(48);
  for (const block of blocks(concatBytes(padded, checksum(padded)))) mix(X, block);
  return X.slice(0, 16);
}

/** i bytes of value i, 1 to 16 of them, up to a whole number of blocks (RFC 1319 3.1). */
function pad(message: Uint8Array): Uint8Array {
  const i = 16 - (message.length % 16);
  return concatBytes(message, new Uint8Array(i).fill(i));
}

/** Its j-th byte is C[j] xor S[...] as erratum 555 has it; the RFC's own text forgets C[j] (RFC 1319 3.2). */
function checksum(padded: Uint8Array): Uint8Array {
  const C = new Uint8Array(16);
  let L = 0;
  for (const block of blocks(padded))
    for (let j = 0; j < 16; j++) {
      C[j] = at(C, j) ^ at(S, at(block, j) ^ L);
      L = at(C, j);
    }
  return C;
}

/** Takes one block into the state, in 18 rounds (RFC 1319 3.4). */
function mix(X: Uint8Array, block: Uint8Array): void {
  for (let j = 0; j < 16; j++) {
    X[16 + j] = at(block, j);
    X[32 + j] = at(block, j) ^ at(X, j);
  }
  let t = 0;
  for (let j = 0; j < 18; j++) {
    for (let k = 0; k < 48; k++) {
      t = at(X, k) ^ at(S, t);
      X[k] = t;
    }
    t = (t + j) % 256;
  }
}

function* blocks(bytes: Uint8Array): Generator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += 16) yield bytes.subarray(i, i + 16);
}

const at = (bytes: Uint8Array, index: number) => bytes[index] as number;
