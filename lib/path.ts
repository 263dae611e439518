// From the leaf to an anchor (RFC 5280 6.1). The peer sends its certificates as it likes: out of order, with some
// too many or some missing, and a hostile one sends loops and crowds of the same name. So this is a search.
import { equalBytes } from '@noble/curves/utils.js';
import { checkCriticalExtensions, checkIssuer, checkValidity, refusal } from './certificate-rules.js';
import { TlsError } from './errors.js';
import type { Certificate } from './x509.js';

/** No honest path is longer, and no honest search takes more steps. */
const longestPath = 10;
const mostSteps = 200;

/**
 * The path from the peer's leaf to an anchor, of which every certificate keeps all rules except that of being
 * signed by the next: see verify-chain.ts. An anchor is trusted because it is in the list: neither its
 * signature nor the name of its issuer matters.
 * @param chain   what the peer sent: the leaf first, the others in any order, surplus ones passed over
 * @param anchors the certificates trusted from the outset
 * @param at      Unix seconds, the moment to judge by
 * @returns leaf first, anchor last; the leaf alone when it is an anchor itself
 * @throws TlsError unknown_ca when no path ends in an anchor; otherwise what is wrong with the first that does
 */
export function buildPath(
  chain: readonly Certificate[],
  anchors: readonly Certificate[],
  at: number,
): Certificate[] {
  let firstRefusal: TlsError | undefined;
  for (const path of candidatePaths(chain, anchors)) {
    try {
      checkPath(path, at);
      return path;
    } catch (error) {
      if (!(error instanceof TlsError)) throw error;
      firstRefusal ??= error;
    }
  }
  const [leaf] = chain;
  if (!leaf) throw new TlsError('bad_certificate', 'the peer sent no certificate');
  throw firstRefusal ?? refusal('unknown_ca', leaf, 'leads to no CA that we trust');
}

/** The rules on each certificate, leaf first; verify-chain.ts lists them once more, to report on each. */
function checkPath(path: readonly Certificate[], at: number): void {
  path.forEach((certificate, index) => {
    checkValidity(certificate, at);
    checkCriticalExtensions(certificate);
    checkIssuer(path, index);
  });
}

/** Every path that the names make, the shortest way to an anchor tried first, as far as the bounds allow. */
export function* candidatePaths(
  chain: readonly Certificate[],
  anchors: readonly Certificate[],
): Generator<Certificate[]> {
  const [leaf] = chain;
  if (!leaf) return;
  const pinned = anchors.find((anchor) => equalBytes(anchor.der, leaf.der));
  if (pinned) yield [pinned];
  let steps = 0;
  function* extend(path: Certificate[]): Generator<Certificate[]> {
    if (++steps > mostSteps || path.length >= longestPath) return;
    const last = path.at(-1) as Certificate;
    for (const anchor of anchors)
      if (mayHaveIssued(anchor, last) && !isOn(path, anchor)) yield [...path, anchor];
    for (const issuer of chain)
      if (mayHaveIssued(issuer, last) && !isOn(path, issuer)) yield* extend([...path, issuer]);
  }
  yield* extend([leaf]);
}

/** By name, and by key identifier when both sides give one (RFC 5280 4.2.1.1, 4.2.1.2). */
export function mayHaveIssued(issuer: Certificate, certificate: Certificate): boolean {
  const { authorityKeyIdentifier: wanted } = certificate.extensions;
  const { subjectKeyIdentifier: offered } = issuer.extensions;
  const sameKey = !wanted || !offered || equalBytes(wanted, offered);
  return equalBytes(issuer.subject.der, certificate.issuer.der) && sameKey;
}

/** The same name with the same key is the same CA, whoever vouches for it: passing it twice is a loop. */
function isOn(path: readonly Certificate[], { subject, publicKeyDer }: Certificate): boolean {
  return path.some(
    (other) => equalBytes(other.subject.der, subject.der) && equalBytes(other.publicKeyDer, publicKeyDer),
  );
}
