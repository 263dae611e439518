// OCSP responses (RFC 6960 4.2): what one says. Whether to believe it is for ocsp-verify.ts.
import { Tag } from './der.js';
import { DerReader } from './der-reader.js';
import { derGeneralizedTime, derInteger, derNull, derOctetString, derSmallInteger } from './der-values.js';
import { TlsError } from './errors.js';
import { oidName } from './oids.js';
import { timeText } from './x509.js';
import { readExtensions } from './x509-extensions.js';
import { readSignatureAlgorithm, type SignatureAlgorithm } from './x509-keys.js';
import { readName } from './x509-names.js';

/** RFC 6960 4.2.1: a responder goes by its name or by the SHA-1 of its key. */
export type ResponderId = { readonly name: Uint8Array } | { readonly keyHash: Uint8Array };

/** RFC 6960 4.1.1: a certificate by its serial number and the hashes of its issuer's name and key. */
export interface CertId {
  /** A name from oids.ts, such as 'id-sha1', or dotted. */
  readonly hashAlgorithm: string;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  readonly serialNumber: bigint;
}

export interface SingleResponse {
  readonly certId: CertId;
  readonly status: 'good' | 'revoked' | 'unknown';
  /** Unix seconds; for a revoked certificate only. */
  readonly revokedAt?: number;
  readonly thisUpdate: number;
  readonly nextUpdate?: number;
}

export interface OcspResponse {
  /** The bytes of tbsResponseData: what the signature covers. */
  readonly tbs: Uint8Array;
  readonly responderId: ResponderId;
  readonly producedAt: number;
  readonly responses: readonly SingleResponse[];
  readonly unhandledCritical: readonly string[];
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  /** DER certificates that may help to verify it. */
  readonly certificates: readonly Uint8Array[];
}

/** RFC 6960 4.2.1; 4 is not used. */
const statusNames = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  '',
  'sigRequired',
  'unauthorized',
];

/** @throws TlsError bad_certificate_status_response for anything but a successful, basic OCSPResponse in DER */
export function parseOcspResponse(der: Uint8Array): OcspResponse {
  try {
    const basic = DerReader.readAll(der, (r) => r.sequence('OCSPResponse', readResponse));
    return DerReader.readAll(basic, (r) => r.sequence('BasicOCSPResponse', readBasicResponse));
  } catch (error) {
    if (!(error instanceof TlsError) || error.alert === 'bad_certificate_status_response') throw error;
    throw badResponse(`is malformed: ${error.message}`);
  }
}

/** The refusal of a response, in a sentence that begins with it. */
export function badResponse(why: string): TlsError {
  return new TlsError('bad_certificate_status_response', `the server's OCSP response ${why}`);
}

/** @returns the DER of the BasicOCSPResponse inside */
function readResponse(r: DerReader): Uint8Array {
  const status = r.primitive('responseStatus', Tag.ENUMERATED, derSmallInteger);
  if (status !== 0) throw badResponse(`says ${statusNames[status] ?? status} and nothing else`);
  return r.constructed('responseBytes', 0xa0, (b) =>
    b.sequence('ResponseBytes', (s) => {
      const type = oidName(s.oid('responseType'));
      if (type !== 'id-pkix-ocsp-basic') throw badResponse(`is of the type ${type}, which we do not know`);
      return s.primitive('response', Tag['OCTET STRING'], derOctetString);
    }),
  );
}

function readBasicResponse(r: DerReader): OcspResponse {
  const { der: tbs, value: data } = r.raw(() => r.sequence('tbsResponseData', readResponseData));
  const signatureAlgorithm = readSignatureAlgorithm(r, 'signatureAlgorithm');
  const signature = r.bitString('signature');
  const certificates = r.optional(0xa0, () =>
    r.constructed('certs', 0xa0, (c) =>
      c.sequence('certificates', (s) => s.many((one) => one.raw(() => one.any('Certificate')).der)),
    ),
  );
  return { tbs, ...data, signatureAlgorithm, signature, certificates: certificates ?? [] };
}

type ResponseData = Pick<OcspResponse, 'responderId' | 'producedAt' | 'responses' | 'unhandledCritical'>;

function readResponseData(r: DerReader): ResponseData {
  r.optional(0xa0, () =>
    r.constructed('version', 0xa0, (v) => v.primitive('Version', Tag.INTEGER, derInteger)),
  );
  const responderId = readResponderId(r);
  const producedAt = readTime(r, 'producedAt');
  const responses = r.items('responses', Tag.SEQUENCE, (s) =>
    s.sequence('SingleResponse', readSingleResponse),
  );
  const { unhandledCritical } = readCritical(r, 'responseExtensions');
  return {
    responderId,
    producedAt,
    responses: responses.map(({ response }) => response),
    unhandledCritical: [...unhandledCritical, ...responses.flatMap((single) => single.unhandledCritical)],
  };
}

function readResponderId(r: DerReader): ResponderId {
  if (r.nextTag === 0xa1) return { name: r.constructed('byName', 0xa1, (n) => readName(n, 'Name').der) };
  const keyHash = r.constructed('byKey', 0xa2, (k) =>
    k.primitive('KeyHash', Tag['OCTET STRING'], derOctetString),
  );
  return { keyHash };
}

function readSingleResponse(r: DerReader): { response: SingleResponse; unhandledCritical: string[] } {
  const certId = r.sequence('certID', readCertId);
  const status = readStatus(r);
  const thisUpdate = readTime(r, 'thisUpdate');
  const nextUpdate = r.optional(0xa0, () => r.constructed('nextUpdate', 0xa0, (n) => readTime(n, 'time')));
  const { unhandledCritical } = readCritical(r, 'singleExtensions');
  const response = { certId, ...status, thisUpdate, ...(nextUpdate !== undefined && { nextUpdate }) };
  return { response, unhandledCritical };
}

function readCertId(r: DerReader): CertId {
  const hashAlgorithm = r.sequence('hashAlgorithm', (a) => {
    const name = oidName(a.oid('algorithm'));
    a.optional(Tag.NULL, (p) => p.primitive('parameters', Tag.NULL, derNull));
    return name;
  });
  return {
    hashAlgorithm,
    issuerNameHash: r.primitive('issuerNameHash', Tag['OCTET STRING'], derOctetString),
    issuerKeyHash: r.primitive('issuerKeyHash', Tag['OCTET STRING'], derOctetString),
    serialNumber: r.primitive('serialNumber', Tag.INTEGER, derInteger),
  };
}

/** CertStatus: [0] good, [1] revoked and when, [2] unknown. */
function readStatus(r: DerReader): Pick<SingleResponse, 'status' | 'revokedAt'> {
  if (r.nextTag === 0xa1) {
    const revokedAt = r.constructed('revoked', 0xa1, (v) => {
      const time = readTime(v, 'revocationTime');
      v.optional(0xa0, () => v.any('revocationReason'));
      return time;
    });
    return { status: 'revoked', revokedAt };
  }
  if (r.nextTag === 0x82) {
    r.primitive('unknown', 0x82, derNull);
    return { status: 'unknown' };
  }
  r.primitive('good', 0x80, derNull);
  return { status: 'good' };
}

function readCritical(r: DerReader, name: string): { unhandledCritical: string[] } {
  const read = r.optional(0xa1, () => r.constructed(name, 0xa1, readExtensions));
  return read ?? { unhandledCritical: [] };
}

const readTime = (r: DerReader, name: string) =>
  r.primitive(name, Tag.GeneralizedTime, derGeneralizedTime, timeText);
