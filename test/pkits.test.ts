// NIST's Public Key Interoperability Test Suite, sections 4.1 to 4.3, 4.6, 4.7 and 4.16, from Debian's
// python3-cryptography-vectors; skipped where that is not installed. Every leaf comes with all 200 CA
// certificates of the suite, so the search has to find its way. Not taken: revocation, policies, DSA, and name
// constraints, which we refuse as a critical extension that we do not know. One CA certificate is kept apart: its
// signature is damaged so that it is no DER any more.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { TlsError } from '../lib/errors.js';
import { reference } from '../lib/stages.js';
import { explainChain, verifyChain } from '../lib/verify-chain.js';
import { needs } from './support/peers.js';

const folder = '/usr/lib/python3/dist-packages/cryptography_vectors/x509/PKITS_data/certs';
const at = Date.parse('2015-06-01T00:00:00Z') / 1000;

const valid = [
  'ValidCertificatePathTest1',
  'Validpre2000UTCnotBeforeDateTest3',
  'ValidGeneralizedTimenotBeforeDateTest4',
  'ValidGeneralizedTimenotAfterDateTest8',
  'ValidNameUIDsTest6',
  'ValidRFC3280MandatoryAttributeTypesTest7',
  'ValidRFC3280OptionalAttributeTypesTest8',
  'ValidUTF8StringEncodedNamesTest9',
  'ValidBasicSelfIssuedOldWithNewTest1',
  'ValidBasicSelfIssuedNewWithOldTest3',
  'ValidBasicSelfIssuedNewWithOldTest4',
  'ValidBasicSelfIssuedCRLSigningKeyTest6',
  'ValidNegativeSerialNumberTest14',
  'ValidLongSerialNumberTest16',
  'ValidLongSerialNumberTest17',
  'ValidbasicConstraintsNotCriticalTest4',
  'ValidpathLenConstraintTest7',
  'ValidpathLenConstraintTest8',
  'ValidpathLenConstraintTest13',
  'ValidpathLenConstraintTest14',
  'ValidSelfIssuedpathLenConstraintTest15',
  'ValidSelfIssuedpathLenConstraintTest17',
  'ValidkeyUsageNotCriticalTest3',
  'ValidUnknownNotCriticalCertificateExtensionTest1',
];

const invalid: Record<string, string> = {
  InvalidEESignatureTest3: 'bad_certificate',
  InvalidCAnotBeforeDateTest1: 'certificate_expired',
  InvalidEEnotBeforeDateTest2: 'certificate_expired',
  InvalidCAnotAfterDateTest5: 'certificate_expired',
  InvalidEEnotAfterDateTest6: 'certificate_expired',
  Invalidpre2000UTCEEnotAfterDateTest7: 'certificate_expired',
  InvalidNameChainingTest1: 'unknown_ca',
  InvalidNameChainingOrderTest2: 'unknown_ca',
  InvalidMissingbasicConstraintsTest1: 'certificate_unknown',
  InvalidcAFalseTest2: 'certificate_unknown',
  InvalidcAFalseTest3: 'certificate_unknown',
  InvalidpathLenConstraintTest5: 'certificate_unknown',
  InvalidpathLenConstraintTest6: 'certificate_unknown',
  InvalidpathLenConstraintTest9: 'certificate_unknown',
  InvalidpathLenConstraintTest10: 'certificate_unknown',
  InvalidpathLenConstraintTest11: 'certificate_unknown',
  InvalidpathLenConstraintTest12: 'certificate_unknown',
  InvalidSelfIssuedpathLenConstraintTest16: 'certificate_unknown',
  InvalidkeyUsageCriticalkeyCertSignFalseTest1: 'certificate_unknown',
  InvalidkeyUsageNotCriticalkeyCertSignFalseTest2: 'certificate_unknown',
  InvalidUnknownCriticalCertificateExtensionTest2: 'unsupported_certificate',
  InvalidDNSnameConstraintsTest31: 'unsupported_certificate',
  // Valid by RFC 5280 7.1, which folds case, spaces and string types in names; we compare names byte by byte.
  ValidRolloverfromPrintableStringtoUTF8StringTest10: 'unknown_ca',
  ValidNameChainingWhitespaceTest3: 'unknown_ca',
  ValidNameChainingWhitespaceTest4: 'unknown_ca',
  ValidNameChainingCapitalizationTest5: 'unknown_ca',
  ValidUTF8StringCaseInsensitiveMatchTest11: 'unknown_ca',
};

describe('PKITS', () => {
  needs('pkits');

  const read = (name: string) => new Uint8Array(readFileSync(`${folder}/${name}.crt`));
  const request = (name: string) => ({
    chain: [read(`${name}EE`), ...pool()],
    anchors: [read('TrustAnchorRootCertificate')],
    host: null,
    at,
  });
  let cas: Uint8Array[] | undefined;
  const pool = () => {
    cas ??= readdirSync(folder)
      .map((file) => file.replace(/\.crt$/, ''))
      .filter((name) => /C(A|ert|Cert)\w*$/.test(name) && !/EE$|^DSA|^BadSigned/.test(name))
      .map(read);
    return cas;
  };

  it('InvalidCASignatureTest2: bad_certificate', () => {
    const chain = [read('InvalidCASignatureTest2EE'), read('BadSignedCACert')];
    const refused = { name: 'TlsError', alert: 'bad_certificate' };
    assert.throws(() => verifyChain(reference, { ...request('ValidCertificatePathTest1'), chain }), refused);
  });

  for (const name of valid)
    it(name, () => {
      verifyChain(reference, request(name));
    });

  for (const [name, alert] of Object.entries(invalid))
    it(`${name}: ${alert}`, () => {
      assert.throws(() => verifyChain(reference, request(name)), { name: 'TlsError', alert });
      const { outcome } = explainChain(reference, request(name));
      assert.equal(outcome instanceof TlsError && outcome.alert, alert);
    });
});
