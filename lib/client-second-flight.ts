// The client's second flight in a full handshake, in the order that stage 11 gives (RFC 5246 7.3).
import { type CertificateRequest, isWanted } from './certificate-request.js';
import { encodeCertificateVerify, signTranscript } from './certificate-verify.js';
import type { ClientOptions } from './client.js';
import { type ClientHandshake, finishing } from './client-handshake.js';
import type { SignatureAndHash } from './extensions.js';
import { changeWriteKeys, type Secrets, sendFinished } from './finish.js';
import { encodeCertificate, encodeClientKeyExchange } from './handshake-body.js';
import type { MessageName } from './handshake-rules.js';
import { commonAlgorithm } from './handshake-signature.js';
import type { ClientShare } from './key-exchange.js';
import { HashAlgorithm, SignatureAlgorithm } from './registry.js';
import { deriveKeys, deriveMasterSecret } from './session-keys.js';

interface Sent {
  readonly secrets: Secrets;
  readonly clientVerifyData: Uint8Array;
  readonly clientChain: readonly Uint8Array[];
}

/** The client's second flight; its Finished is the first message under the new keys (RFC 5246 7.4.9). */
export function sendFlight(
  handshake: ClientHandshake,
  share: ClientShare,
  request?: CertificateRequest,
): Sent {
  const { io, options, context } = handshake;
  const { functions: f } = options;
  const ends = finishing(handshake);
  const proof = request && suitableProof(options, request);
  let secrets: Secrets | undefined;
  let clientVerifyData = new Uint8Array();
  const derive = (): Secrets => {
    const masterSecret = deriveMasterSecret(f, context, share.preMasterSecret, io.transcript);
    return { masterSecret, keys: deriveKeys(f, context, masterSecret) };
  };
  const steps: { readonly [name in MessageName]?: () => void } = {
    // An empty list says that we have none to show (RFC 5246 7.4.6).
    certificate: () => io.send('certificate', encodeCertificate(proof?.chain ?? [])),
    client_key_exchange() {
      io.send('client_key_exchange', encodeClientKeyExchange(context.suite.keyExchange, share.exchangeKeys));
      secrets = derive(); // an extended one covers the messages up to here (RFC 7627 3)
      if (!proof) return;
      const signed = signTranscript(f, context.version, proof.key, proof.algorithm, io.transcript);
      io.send('certificate_verify', encodeCertificateVerify(signed));
    },
    change_cipher_spec() {
      secrets ??= derive();
      changeWriteKeys(ends, secrets.keys.client);
    },
    finished() {
      secrets ??= derive();
      clientVerifyData = sendFinished(ends, secrets, 'client').slice();
    },
  };
  for (const step of f.clientFlight(request !== undefined)) steps[step]?.();
  io.flush();
  return { secrets: secrets ?? derive(), clientVerifyData, clientChain: proof?.chain ?? [] };
}

const sha1WithRsa: SignatureAndHash = { hash: HashAlgorithm.sha1, signature: SignatureAlgorithm.rsa };

/** Our certificate and how to sign with its key, if the server would take them (RFC 5246 7.4.4, 7.4.6). */
function suitableProof({ functions: f, identity }: ClientOptions, request: CertificateRequest) {
  const algorithm = request.signatureAlgorithms ? commonAlgorithm(request.signatureAlgorithms) : sha1WithRsa;
  if (!identity || !algorithm) return undefined;
  const issuers = identity.chain.map((der) => f.parseCertificate(der).issuer.der);
  return isWanted(request, issuers) ? { ...identity, algorithm } : undefined;
}
