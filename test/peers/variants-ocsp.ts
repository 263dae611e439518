// An OCSP response about the test server, made by OpenSSL.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOcspResponse } from '../../lib/ocsp.js';
import { parseCertificate } from '../../lib/x509.js';
import { type PkiFiles, testServer } from '../support/pki.js';

export interface MadeResponse {
  readonly der: Uint8Array;
  /** A moment at which it holds, so that nothing depends on today. */
  readonly at: number;
}

/** @param revoked whether the index of the CA says so */
export function makeOcspResponse(pki: PkiFiles, revoked = false): MadeResponse {
  const folder = mkdtempSync(join(tmpdir(), 'rebuild-tls-ocsp-'));
  try {
    const serial = parseCertificate(testServer.certificate).serialNumber.toString(16).toUpperCase();
    const state = revoked ? 'R\t491231000000Z\t251201000000Z' : 'V\t491231000000Z\t';
    const index = join(folder, 'index.txt');
    writeFileSync(index, `${state}\t${serial}\tunknown\t/CN=localhost\n`);
    const out = join(folder, 'response.der');
    const responder = ['-index', index, '-CA', pki.ca, '-rsigner', pki.ca, '-rkey', pki.caKey, '-ndays', '7'];
    const asked = ['-issuer', pki.ca, '-cert', pki.certificate, '-no_nonce', '-respout', out];
    execFileSync('openssl', ['ocsp', ...responder, ...asked], { stdio: 'ignore' });
    const der = new Uint8Array(readFileSync(out));
    const { producedAt } = parseOcspResponse(der);
    return { der, at: producedAt + 1 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
