// Finite-field Diffie-Hellman: the group our server uses, and what a client asks of a server's group.
import { hexToBytes } from '@noble/hashes/utils.js';
import { TlsError } from './errors.js';
import type { ServerDHParams } from './server-key-exchange.js';
import type { Functions } from './stages.js';

/** ffdhe2048: a safe prime with generator 2 (RFC 7919 A.1). */
export const ffdhe2048 = {
  p: hexToBytes(
    `FFFFFFFFFFFFFFFF ADF85458A2BB4A9A AFDC5620273D3CF1 D8B9C583CE2D3695 A9E13641146433FB CC939DCE249B3EF9
     7D2FE363630C75D8 F681B202AEC4617A D3DF1ED5D5FD6561 2433F51F5F066ED0 8563655553DED1AF 3B557135E7F57C93
     5984F0C70E0E68B7 7E2A689DAF3EFE87 21DF158A136ADE73 530ACCA4F483A797 ABC0AB182B324FB6 1D108A94BB2C8E3F
     BB96ADAB760D7F46 81D4F42A3DE394DF 4AE56EDE76372BB1 90B07A7C8EE0A6D7 09E02FCE1CDF7E2E CC03404CD28342F6
     19172FE9CE98583F F8E4F1232EEF2818 3C3FE3B1B4C6FAD7 33BB5FCBC2EC2200 5C58EF1837D1683B 2C6F34A26C1B2EFF
     A886B423861285C9 7FFFFFFFFFFFFFFF`.replace(/\s/g, ''),
  ),
  g: Uint8Array.of(2),
};

/** Bytes of a private exponent: 256 bits are ample for a group of 2048 (RFC 7919 5.2 asks for 225). */
export const DH_EXPONENT_LENGTH = 32;

/** Logjam broke 512 bits in 2015, and 1024 is thought to be in reach of states; 8192 would only cost us time. */
const MIN_BITS = 1024;
const MAX_BITS = 8192;

/**
 * The other side's public number to the power of our exponent, modulo p (RFC 5246 8.1.2).
 * @throws TlsError insufficient_security for a group that is too small; illegal_parameter for a public number
 *   that would make the secret known to all: it must lie between 1 and p - 1 (RFC 7919 5.1)
 */
export function dhSharedNumber(
  f: Pick<Functions, 'os2ip' | 'modPow'>,
  group: Pick<ServerDHParams, 'p' | 'g'>,
  peerPublicKey: Uint8Array,
  exponent: Uint8Array,
): bigint {
  const p = f.os2ip(group.p);
  const bits = p.toString(2).length;
  if (bits < MIN_BITS)
    throw new TlsError('insufficient_security', `the server chose a DH group of only ${bits} bits`);
  if (bits > MAX_BITS) throw new TlsError('illegal_parameter', `the server chose a DH group of ${bits} bits`);
  const y = f.os2ip(peerPublicKey);
  if (y <= 1n || y >= p - 1n)
    throw new TlsError(
      'illegal_parameter',
      'the peer sent a DH public number that is not between 1 and p - 1',
    );
  return f.modPow(y, f.os2ip(exponent), p);
}

/** Our public number, g to the power of our exponent, as long as p (RFC 5246 7.4.3, 7.4.7.2). */
export function dhPublicKey(
  f: Pick<Functions, 'os2ip' | 'i2osp' | 'modPow'>,
  group: Pick<ServerDHParams, 'p' | 'g'>,
  exponent: Uint8Array,
): Uint8Array {
  return f.i2osp(f.modPow(f.os2ip(group.g), f.os2ip(exponent), f.os2ip(group.p)), group.p.length);
}
