// OCSP stapling on the wire: the client's wish, and the server's certificate_status message (RFC 6066 8).
import { decodeAll, type Reader } from './codec.js';
import { TlsError } from './errors.js';
import { findExtension } from './extensions.js';
import type { ClientHello, ServerHello } from './hellos.js';
import { ExtensionType } from './registry.js';
import { Writer } from './writer.js';

/** RFC 6066 8: the only CertificateStatusType that is in use. */
const OCSP = 1;

/** The data of the client's status_request: OCSP, from any responder, without extensions. */
const statusRequest = new Writer()
  .uint8(OCSP)
  .vector(2, new Uint8Array())
  .vector(2, new Uint8Array())
  .bytes();

/** The same ClientHello, asking for the status of the server's certificate. */
export function askForStatus(hello: ClientHello): ClientHello {
  const asking = { extensionType: ExtensionType.status_request, extensionData: statusRequest };
  return { ...hello, extensions: [...(hello.extensions ?? []), asking] };
}

/** Whether a client asks for an OCSP response. @throws TlsError decode_error for a request that is none */
export function asksForStatus(hello: ClientHello): boolean {
  const data = findExtension(hello.extensions, 'status_request');
  return data !== undefined && decodeAll(data, 'status_request', readStatusRequest);
}

function readStatusRequest(r: Reader): boolean {
  const type = r.uint8('status_type');
  if (type !== OCSP) {
    r.rest('request');
    return false;
  }
  r.vector(2, 'responder_id_list');
  r.vector(2, 'request_extensions');
  return true;
}

/** Whether a certificate_status may follow the certificate. @throws TlsError decode_error for data where none belongs */
export function announcesStatus(hello: ServerHello): boolean {
  const data = findExtension(hello.extensions, 'status_request');
  if (data?.length)
    throw new TlsError('decode_error', 'the server sent the extension status_request with something in it');
  return data !== undefined;
}

export function encodeCertificateStatus(ocspResponse: Uint8Array): Uint8Array {
  return new Writer().uint8(OCSP).vector(3, ocspResponse).bytes();
}

/** The DER of an OCSPResponse. @throws TlsError decode_error, for another type of status too */
export function decodeCertificateStatus(body: Uint8Array): Uint8Array {
  return decodeAll(body, 'certificate_status', readCertificateStatus);
}

export function readCertificateStatus(r: Reader): Uint8Array {
  const type = r.uint8('status_type', (v) => (v === OCSP ? 'ocsp' : undefined));
  if (type !== OCSP)
    throw new TlsError('decode_error', `the server sent a certificate status of type ${type}`);
  return r.vector(3, 'response', { min: 1 });
}
