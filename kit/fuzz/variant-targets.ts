// The decoders of resumption, client certificates and stapling.
import { equalBytes } from '@noble/curves/utils.js';
import { decodeCertificateRequest, encodeCertificateRequest } from '../../lib/certificate-request.js';
import { decodeCertificateStatus, encodeCertificateStatus } from '../../lib/certificate-status.js';
import { decodeCertificateVerify, encodeCertificateVerify } from '../../lib/certificate-verify.js';
import { decodeNewSessionTicket, encodeNewSessionTicket } from '../../lib/handshake-body.js';
import { parseOcspResponse } from '../../lib/ocsp.js';
import { checkStatus } from '../../lib/ocsp-verify.js';
import { TLS10, TLS12 } from '../../lib/registry.js';
import { reference } from '../../lib/stages.js';
import { openTicket, sealTicket } from '../../lib/tickets.js';
import { parseCertificate } from '../../lib/x509.js';
import { hex } from '../sessions/literals.js';
import { mustEqual } from './decoder-targets.js';
import { mutate } from './mutate.js';
import { fuzzCa, fuzzClient, fuzzServer, fuzzTrust } from './pki.js';
import type { FuzzRandom } from './random.js';
import { refusesWith, type Target, Wrong } from './target.js';

const algorithm = { hash: 4, signature: 1 };
const request = {
  certificateTypes: [1, 64],
  signatureAlgorithms: [algorithm, { hash: 2, signature: 1 }],
  certificateAuthorities: [hex`30 00`, hex`30 02 31 00`],
};
const { signatureAlgorithms: _, ...oldRequest } = request;
const key = { name: new Uint8Array(16).fill(1), key: new Uint8Array(16).fill(2) };
const session = {
  version: TLS12,
  cipherSuite: 0xc02f,
  masterSecret: new Uint8Array(48).fill(3),
  extendedMasterSecret: true,
  createdAt: 1,
  clientChain: [fuzzClient.certificate],
};
const ticket = sealTicket(key, new Uint8Array(12), session);

/** Of the fuzzer's CA about its server, good in the first week of 2026. */
const ocsp = hex`
  308201520a0100a082014b3082014706092b0601050507300101048201383082013430819ea2160414aa6f11b3f0a668
  372c6801d7ba638d98aceaec71180f32303236303130313030303030305a307330713049300906052b0e03021a050004
  14f9ab08a3db82512bd34136d92a60e558bfcdefdf0414aa6f11b3f0a668372c6801d7ba638d98aceaec7102105ae082
  5a8d92dcf7d1ca0247d184aea58000180f32303236303130313030303030305aa011180f323032363031303830303030
  30305a300d06092a864886f70d01010b05000381810060b643dc39050fec92d86284e8dd0f274a8c191970616c9fcfd6
  63563562755295cd14113891d818104597fea5a43f68fd6a5faef6691648590c5aa74dbb22edef346c43de65e3c8a1e8
  764fab8b793681fc5613cfc85aab6bab08b2b6da977dcde77b5d0ee020203ff5dfd3d39b3c40eae867a68611bb80651c
  f93ee3acb3db
`;

const question = {
  certificate: parseCertificate(fuzzServer.certificate),
  issuer: parseCertificate(fuzzCa.certificate),
  at: fuzzTrust.at + 1,
};

export const variantTargets: readonly Target[] = [
  decoder(
    'certificate-request',
    () => [encodeCertificateRequest(request), encodeCertificateRequest(oldRequest)],
    (random, bytes) => {
      const version = random.pick([TLS10, TLS12]);
      mustEqual(encodeCertificateRequest(decodeCertificateRequest(bytes, version)), bytes);
    },
  ),
  decoder(
    'certificate-verify',
    () => [encodeCertificateVerify({ algorithm, signature: new Uint8Array(8) })],
    (random, bytes) => {
      const version = random.pick([TLS10, TLS12]);
      mustEqual(encodeCertificateVerify(decodeCertificateVerify(bytes, version)), bytes);
    },
  ),
  decoder(
    'certificate-status',
    () => [encodeCertificateStatus(new Uint8Array(9))],
    (_random, bytes) => mustEqual(encodeCertificateStatus(decodeCertificateStatus(bytes)), bytes),
  ),
  decoder(
    'new-session-ticket',
    () => [encodeNewSessionTicket(300, new Uint8Array(40))],
    (_random, bytes) => {
      const { lifetimeHint, ticket: inside } = decodeNewSessionTicket(bytes);
      mustEqual(encodeNewSessionTicket(lifetimeHint, inside), bytes);
    },
  ),
  decoder(
    'ticket',
    () => [ticket],
    (_random, bytes) => {
      if (openTicket([key], bytes) && !equalBytes(bytes, ticket))
        throw new Wrong('a ticket that was changed opens');
    },
  ),
  {
    name: 'ocsp-response',
    isRefusal: refusesWith('bad_certificate_status_response'),
    run(random) {
      const bytes = mutate(random, ocsp, [ocsp]);
      const { tbs } = parseOcspResponse(bytes);
      checkStatus(reference, bytes, question);
      if (!equalBytes(tbs, parseOcspResponse(ocsp).tbs))
        throw new Wrong('a response that was changed stands');
    },
  },
];

function decoder(
  name: string,
  samples: () => readonly Uint8Array[],
  run: (random: FuzzRandom, bytes: Uint8Array) => void,
): Target {
  return {
    name,
    isRefusal: refusesWith('decode_error'),
    run: (random) => run(random, mutate(random, random.pick(samples()), samples())),
  };
}
