// Is this certificate for the host that we meant to reach? (RFC 9525 6)
import { equalBytes } from '@noble/curves/utils.js';
import { printable } from './der-values.js';
import { TlsError } from './errors.js';
import { addressText, parseAddress } from './ip-address.js';
import type { Certificate } from './x509.js';

/** The name in the certificate that is the host's. */
export interface HostMatch {
  readonly kind: 'dNSName' | 'iPAddress' | 'commonName';
  readonly value: string;
}

/**
 * Until here a commonName counts when the certificate has no subjectAltName: 1 July 2012, 00:00:00Z. From that
 * day the CA/Browser Forum's Baseline Requirements (1.0, 9.2.1) obliged every public CA to put the names into
 * subjectAltName; Chrome 58 stopped reading the commonName in 2017, and RFC 9525 2 retired it for all. Older
 * certificates, and the ones this course retells are, have nothing else.
 */
export const lastCommonName = 1341100800;

/**
 * Finds the host among the certificate's names.
 * @param host a DNS name in ASCII (with A-labels, xn--...) or an IP address, as the user gave it
 * @throws TlsError bad_certificate, naming the names that are there; RangeError for a host that is neither
 * (RFC 9525 6.2 to 6.5)
 */
export function checkHostName(certificate: Certificate, host: string): HostMatch {
  const match = findAddress(certificate, host) ?? findName(certificate, host);
  if (match) return match;
  const named = namesOf(certificate).map(printable);
  const listed = named.length > 0 ? named.slice(0, 10).join(', ') : 'no host at all';
  const more = named.length > 10 ? ` and ${named.length - 10} more` : '';
  throw new TlsError('bad_certificate', `the peer's certificate is for ${listed}${more}, not for ${host}`);
}

/** An IP address equals an iPAddress, byte by byte; no wildcard, no commonName stands for one (RFC 9525 6.5). */
function findAddress({ extensions }: Certificate, host: string): HostMatch | undefined {
  const address = parseAddress(host);
  const found = address && extensions.subjectAltName?.iPAddress.some((known) => equalBytes(known, address));
  return found ? { kind: 'iPAddress', value: addressText(address) } : undefined;
}

function findName(certificate: Certificate, host: string): HostMatch | undefined {
  if (parseAddress(host)) return undefined;
  const labels = labelsOf(host);
  if (!labels) throw new RangeError(`${printable(host)} is neither a DNS name nor an IP address`);
  const { subjectAltName } = certificate.extensions;
  const value = subjectAltName?.dNSName.find((name) => matches(name, labels));
  if (value !== undefined) return { kind: 'dNSName', value };
  const commonName = oldCommonName(certificate);
  return commonName !== undefined && matches(commonName, labels)
    ? { kind: 'commonName', value: commonName }
    : undefined;
}

/** The commonName, where it still counts. */
function oldCommonName({ extensions, notBefore, subject }: Certificate): string | undefined {
  return !extensions.subjectAltName && notBefore < lastCommonName ? subject.commonName : undefined;
}

/**
 * Labels are equal without regard to case. '*' as the whole left-most label stands for exactly one label; as
 * part of a label, in another place or alone it is no wildcard (RFC 9525 6.3).
 */
function matches(name: string, host: string[]): boolean {
  const [first, ...parent] = name.toLowerCase().split('.');
  const [hostFirst, ...hostParent] = host;
  const firstFits = first === hostFirst || (first === '*' && parent.length > 0);
  return firstFits && parent.join('.') === hostParent.join('.');
}

/** The labels of a DNS name, in lower case, without the dot that may end it; undefined when it is none. */
function labelsOf(host: string): string[] | undefined {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  return labels.every((label) => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/.test(label)) ? labels : undefined;
}

function namesOf(certificate: Certificate): string[] {
  const { dNSName = [], iPAddress = [] } = certificate.extensions.subjectAltName ?? {};
  const commonName = oldCommonName(certificate);
  return [...dNSName, ...iPAddress.map(addressText), ...(commonName === undefined ? [] : [commonName])];
}
