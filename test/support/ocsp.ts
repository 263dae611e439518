// OCSP responses written field by field and signed by the keys of the tests (RFC 6960 4.2).
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { sign } from '../../lib/handshake-signature.js';
import { hashes } from '../../lib/hashes.js';
import type { RsaPrivateKey } from '../../lib/rsa.js';
import { reference } from '../../lib/stages.js';
import type { Certificate } from '../../lib/x509.js';
import { sha256WithRsa, tlv } from '../stages/data/certificate-writer.js';
import { hex } from './hex.js';

export interface Draft {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  /** Whose key signs, and how the response names whom. */
  readonly signer: RsaPrivateKey;
  readonly responderId: Uint8Array;
  readonly certificates?: readonly Uint8Array[];
  /** DER of the CertStatus: good when left out. */
  readonly status?: Uint8Array;
  readonly thisUpdate?: string;
  /** Null for none. */
  readonly nextUpdate?: string | null;
  readonly hash?: 'SHA-1' | 'SHA-256';
  readonly serialNumber?: bigint;
  /** DER of [1] responseExtensions. */
  readonly extensions?: Uint8Array;
}

export const good = hex('8000');
export const unknown = hex('8200');
export const revoked = tlv(0xa1, time('20251201000000Z'), hex('a0030a0101'));

function time(text: string): Uint8Array {
  return tlv(0x18, utf8ToBytes(text));
}

export const byName = ({ subject }: Certificate) => tlv(0xa1, subject.der);
export const byKey = (certificate: Certificate) =>
  tlv(0xa2, tlv(0x04, hashes['SHA-1'].digest(keyBits(certificate))));

/** An RSA key's SubjectPublicKeyInfo: a header, 15 bytes of algorithm, a header as long and 00, the key itself. */
function keyBits({ publicKeyDer }: Certificate): Uint8Array {
  const [, length = 0] = publicKeyDer;
  const header = length < 0x80 ? 2 : 2 + (length & 0x7f);
  return publicKeyDer.subarray(header + 15 + header + 1);
}

export function ocspResponse(draft: Draft): Uint8Array {
  const tbs = responseData(draft);
  const { digestInfoPrefix, digest } = hashes['SHA-256'];
  const signature = sign(reference, draft.signer, concatBytes(digestInfoPrefix, digest(tbs)));
  const { certificates = [] } = draft;
  const certs = certificates.length > 0 ? tlv(0xa0, tlv(0x30, ...certificates)) : new Uint8Array();
  return wrapped(tlv(0x30, tbs, sha256WithRsa, tlv(0x03, Uint8Array.of(0), signature), certs));
}

/** A BasicOCSPResponse in the envelope of a successful OCSPResponse. */
export function wrapped(basic: Uint8Array, type = hex('06092b0601050507300101')): Uint8Array {
  return tlv(0x30, hex('0a0100'), tlv(0xa0, tlv(0x30, type, tlv(0x04, basic))));
}

function responseData(draft: Draft): Uint8Array {
  const { thisUpdate = '20260101000000Z', nextUpdate = '20260108000000Z' } = draft;
  const next = nextUpdate === null ? new Uint8Array() : tlv(0xa0, time(nextUpdate));
  const single = tlv(0x30, certId(draft), draft.status ?? good, time(thisUpdate), next);
  const { extensions = new Uint8Array() } = draft;
  return tlv(0x30, draft.responderId, time('20260101000000Z'), tlv(0x30, single), extensions);
}

function certId({ certificate, issuer, hash = 'SHA-1', serialNumber }: Draft): Uint8Array {
  const { digest } = hashes[hash];
  const oid = hash === 'SHA-1' ? hex('300906052b0e03021a0500') : hex('300d06096086480165030402010500');
  const serial = (serialNumber ?? certificate.serialNumber).toString(16);
  const serialBytes = hex(serial.length % 2 ? `0${serial}` : serial);
  return tlv(
    0x30,
    oid,
    tlv(0x04, digest(issuer.subject.der)),
    tlv(0x04, digest(keyBits(issuer))),
    tlv(0x02, serialBytes),
  );
}
