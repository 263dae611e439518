// Renegotiation, and what binds a new handshake to the connection that it happens in (RFC 5746). Without the
// binding an attacker speaks first, then hands the connection over to a victim whose handshake looks like any
// first one to the victim, and the server takes the words of both for the victim's (CVE-2009-3555).
import { equalBytes } from '@noble/curves/utils.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from './errors.js';
import {
  decodeRenegotiationInfo,
  type Extension,
  encodeRenegotiationInfo,
  findExtension,
} from './extensions.js';
import type { ClientHello, ServerHello } from './hellos.js';
import { ExtensionType, SignallingSuite } from './registry.js';

/**
 * What to do about another handshake on an open connection. Declining is the default, with no_renegotiation; allowed
 * means under RFC 5746 only. The last one is for showing what happened before there was an RFC 5746.
 */
export type Renegotiation =
  | 'declined'
  | 'allowed'
  | 'allowed without RFC 5746: whoever spoke before may be an attacker';

export const unboundRenegotiation: Renegotiation =
  'allowed without RFC 5746: whoever spoke before may be an attacker';

/** What the last handshake of a connection leaves for the next: 12 bytes each. */
export interface Binding {
  readonly version: number;
  readonly secureRenegotiation: boolean;
  readonly clientVerifyData: Uint8Array;
  readonly serverVerifyData: Uint8Array;
}

/** No more than that: a connection need not hold on to certificates and secrets. */
export function bindingOf(done: Binding): Binding {
  const { version, secureRenegotiation, clientVerifyData, serverVerifyData } = done;
  return {
    version,
    secureRenegotiation,
    clientVerifyData: clientVerifyData.slice(),
    serverVerifyData: serverVerifyData.slice(),
  };
}

/** The same ClientHello, bound to the handshake before it (RFC 5746 3.5). */
export function bindClientHello(hello: ClientHello, previous: Binding | undefined): ClientHello {
  if (!previous) return hello;
  const data = previous.secureRenegotiation ? encodeRenegotiationInfo(previous.clientVerifyData) : undefined;
  return { ...hello, extensions: withRenegotiationInfo(hello, data) };
}

/**
 * Checks the server's side of the binding, and returns its hello as a first handshake's would be: what is left to
 * check is the same for both.
 * @throws TlsError handshake_failure (RFC 5746 3.5, 4.2)
 */
export function checkServerBinding(hello: ServerHello, previous: Binding | undefined): ServerHello {
  if (!previous) return hello;
  const data = findExtension(hello.extensions, 'renegotiation_info');
  if (!previous.secureRenegotiation) {
    if (data) throw unbound('the server signals secure renegotiation, which it lacked before');
    return hello;
  }
  if (!data) throw unbound('the server does not bind the renegotiation to this connection');
  const expected = concatBytes(previous.clientVerifyData, previous.serverVerifyData);
  if (!equalBytes(decodeRenegotiationInfo(data), expected))
    throw unbound('the server renegotiates another connection than this one');
  return { ...hello, extensions: withRenegotiationInfo(hello, encodeRenegotiationInfo(new Uint8Array())) };
}

/**
 * Checks the client's side of the binding and gives the renegotiated_connection of the answer, or undefined when the
 * client does not know of secure renegotiation and nothing is to be sent.
 * @throws TlsError handshake_failure (RFC 5746 3.6, 3.7, 4.4)
 */
export function answerBinding(hello: ClientHello, previous: Binding | undefined): Uint8Array | undefined {
  const data = findExtension(hello.extensions, 'renegotiation_info');
  const theirs = data && decodeRenegotiationInfo(data);
  const signal = hello.cipherSuites.includes(SignallingSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
  if (!previous) {
    if (theirs && theirs.length > 0)
      throw unbound('the client took this first handshake for a renegotiation');
    return theirs || signal ? new Uint8Array() : undefined;
  }
  if (signal) throw unbound('the client took this renegotiation for a first handshake');
  if (!previous.secureRenegotiation) {
    if (theirs) throw unbound('the client signals secure renegotiation, which it lacked before');
    return undefined;
  }
  if (!theirs) throw unbound('the client does not bind the renegotiation to this connection');
  if (theirs.length === 0) throw unbound('the client took this renegotiation for a first handshake');
  if (!equalBytes(theirs, previous.clientVerifyData))
    throw unbound('the client renegotiates another connection than this one');
  return concatBytes(previous.clientVerifyData, previous.serverVerifyData);
}

/** The hello's extensions with other data in renegotiation_info, or without it. */
function withRenegotiationInfo(
  { extensions = [] }: { readonly extensions?: readonly Extension[] },
  data: Uint8Array | undefined,
): Extension[] {
  return extensions.flatMap((extension) => {
    if (extension.extensionType !== ExtensionType.renegotiation_info) return [extension];
    return data ? [{ ...extension, extensionData: data }] : [];
  });
}

const unbound = (why: string) => new TlsError('handshake_failure', why);
