// The whole verdict on a peer's certificates: a path to an anchor, every signature on it, the leaf's use and name.
import { equalBytes } from '@noble/curves/utils.js';
import {
  checkCriticalExtensions,
  checkIssuer,
  checkKeyUsage,
  checkPurpose,
  type checkValidity,
} from './certificate-rules.js';
import { type SignatureFunctions, verifyCertificateSignature } from './certificate-signature.js';
import { TlsError } from './errors.js';
import type { checkHostName, HostMatch } from './host-name.js';
import { type buildPath, candidatePaths, mayHaveIssued } from './path.js';
import type { KeyExchange } from './suites.js';
import type { Certificate, parseCertificate } from './x509.js';

/** The stage functions that the verdict is made of. */
export interface ChainFunctions extends SignatureFunctions {
  readonly parseCertificate: typeof parseCertificate;
  readonly buildPath: typeof buildPath;
  readonly checkValidity: typeof checkValidity;
  readonly checkHostName: typeof checkHostName;
}

export interface ChainRequest {
  /** DER certificates as the peer sent them, its own first. */
  readonly chain: readonly Uint8Array[];
  /** DER certificates that we trust. */
  readonly anchors: readonly Uint8Array[];
  /** The server that we meant to reach; null when the peer is a client, which has no host name. */
  readonly host: string | null;
  /** Unix seconds, the moment to judge by. */
  readonly at: number;
  /** How the server's key is going to be used; without it only extKeyUsage is looked at. */
  readonly keyExchange?: KeyExchange;
}

export interface VerifiedChain {
  /** From the leaf to the anchor. */
  readonly path: readonly Certificate[];
  /** The name by which the leaf is the host's; absent for a client. */
  readonly hostMatch?: HostMatch;
}

/** How one rule came out for one certificate of the path. */
export interface Verdict {
  readonly rule: string;
  readonly certificate: Certificate;
  readonly refusal?: TlsError;
  /** The host name's rule, kept. */
  readonly hostMatch?: HostMatch;
}

/** Everything there is to say about a chain, whether it stands or not. */
export interface Explanation {
  /** From the leaf as far as the certificates go. */
  readonly path: readonly Certificate[];
  /** Whether the path ends in an anchor. */
  readonly anchored: boolean;
  readonly verdicts: readonly Verdict[];
  /** What `verifyChain` returns, or what it throws. */
  readonly outcome: VerifiedChain | TlsError;
}

/** @throws TlsError for the first rule that is broken, with the alert of RFC 5246 7.2.2 (RFC 5280 6, RFC 9525 6) */
export function verifyChain(f: ChainFunctions, request: ChainRequest): VerifiedChain {
  return judge(f, parse(f, request));
}

/** The same judgement, with the verdict of every rule on every certificate. @throws TlsError if one is malformed */
export function explainChain(f: ChainFunctions, request: ChainRequest): Explanation {
  const parsed = parse(f, request);
  const outcome = attempt(() => judge(f, parsed));
  const path = outcome instanceof TlsError ? likelyPath(parsed) : outcome.path;
  const anchored = path.some((certificate) => parsed.anchors.includes(certificate));
  const verdicts = [...steps(f, path, parsed)].map(({ rule, certificate, run }): Verdict => {
    const result = attempt(run);
    if (result instanceof TlsError) return { rule, certificate, refusal: result };
    return { rule, certificate, ...(result && { hostMatch: result }) };
  });
  return { path, anchored, verdicts, outcome };
}

type ParsedRequest = Omit<ChainRequest, 'chain' | 'anchors'> & Certificates;

interface Certificates {
  readonly chain: readonly Certificate[];
  readonly anchors: readonly Certificate[];
}

function parse(f: ChainFunctions, request: ChainRequest): ParsedRequest {
  const certificates = (list: readonly Uint8Array[]) => list.map((der) => f.parseCertificate(der));
  return { ...request, chain: certificates(request.chain), anchors: certificates(request.anchors) };
}

function judge(f: ChainFunctions, request: ParsedRequest): VerifiedChain {
  const path = signedPath(f, request);
  if (!request.anchors.some(({ der }) => equalBytes(der, path.at(-1)?.der ?? new Uint8Array())))
    throw new TlsError('unknown_ca', 'the path that was built does not end in a certificate that we trust');
  let hostMatch: HostMatch | undefined;
  for (const { rule, run } of steps(f, path, request)) {
    if (rule === 'signature') continue; // signedPath has verified every one
    const found = run();
    if (found) hostMatch = found;
  }
  return { path, ...(hostMatch && { hostMatch }) };
}

/** One rule applied to one certificate; `run` throws what is wrong. Only the host name's finds something. */
interface Step {
  readonly rule: string;
  readonly certificate: Certificate;
  // biome-ignore lint/suspicious/noConfusingVoidType: the checks return nothing
  readonly run: () => HostMatch | void;
}

/** Every rule on every certificate of a path, leaf first, then the leaf's own: what a chain has to pass. */
function* steps(f: ChainFunctions, path: readonly Certificate[], request: ParsedRequest): Generator<Step> {
  const { at, host, keyExchange } = request;
  for (const [index, certificate] of path.entries()) {
    const issuer = path[index + 1];
    yield { rule: 'validity', certificate, run: () => f.checkValidity(certificate, at) };
    yield { rule: 'critical extensions', certificate, run: () => checkCriticalExtensions(certificate) };
    if (index > 0) yield { rule: 'CA', certificate, run: () => checkIssuer(path, index) };
    if (issuer) yield { rule: 'signature', certificate, run: () => verifyLink(f, certificate, issuer) };
  }
  const [leaf] = path;
  if (!leaf) return;
  const purpose = host === null ? 'clientAuth' : 'serverAuth';
  yield { rule: 'purpose', certificate: leaf, run: () => checkPurpose(leaf, purpose) };
  if (keyExchange)
    yield { rule: 'key usage', certificate: leaf, run: () => checkKeyUsage(leaf, keyExchange) };
  if (host !== null) yield { rule: 'host name', certificate: leaf, run: () => f.checkHostName(leaf, host) };
}

/** Names and key identifiers can lead to the wrong CA of a name; its key tells, and we look for another. */
function signedPath(f: ChainFunctions, { chain, anchors, at }: ParsedRequest): Certificate[] {
  const impostors = new Set<Certificate>();
  const genuine = (list: readonly Certificate[]) => list.filter((certificate) => !impostors.has(certificate));
  let first: TlsError | undefined;
  while (impostors.size < mostImpostors) {
    const path = attempt(() => f.buildPath(genuine(chain), genuine(anchors), at));
    if (path instanceof TlsError) throw first ?? path;
    const broken = brokenLink(f, path);
    if (!broken) return path;
    first ??= broken.refusal;
    impostors.add(broken.issuer);
  }
  throw first;
}

/** Each one costs a signature or a few, so a peer that sends a crowd of the same name gets no further. */
const mostImpostors = 8;

function brokenLink(
  f: ChainFunctions,
  path: Certificate[],
): { issuer: Certificate; refusal: TlsError } | undefined {
  for (const [index, issuer] of path.slice(1).entries()) {
    const refusal = attempt(() => verifyLink(f, path[index] as Certificate, issuer));
    if (refusal instanceof TlsError) return { issuer, refusal };
  }
  return undefined;
}

function verifyLink(f: ChainFunctions, certificate: Certificate, issuer: Certificate): void {
  verifyCertificateSignature(f, certificate, issuer.publicKey);
}

/** For a chain that does not stand: the path that the names make, or as much of one as there is. */
function likelyPath({ chain, anchors }: Certificates): Certificate[] {
  for (const path of candidatePaths(chain, anchors)) return path;
  const path = chain.slice(0, 1);
  for (let next = path[0]; next; ) {
    const last: Certificate = next;
    next = chain.find((issuer) => !path.includes(issuer) && mayHaveIssued(issuer, last));
    if (next) path.push(next);
  }
  return path;
}

/** What `run` returns, or the TlsError that it throws; any other exception goes its way. */
function attempt<T>(run: () => T): T | TlsError {
  try {
    return run();
  } catch (error) {
    if (error instanceof TlsError) return error;
    throw error;
  }
}
