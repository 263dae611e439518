// What `npm run serve` is told.
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { parseOcspResponse } from '../../lib/ocsp.js';
import type { ServerOptions } from '../../lib/server.js';
import { reference } from '../../lib/stages.js';
import { readCertificates } from '../certificates.js';
import { readSuites, readVersion } from '../net/options.js';
import { readInput, UsageError } from '../usage.js';
import { type ServerIdentity, serverIdentity } from './identity.js';
import { freshTicketKey, LIFETIME, MemoryStore } from './sessions.js';

export const usage = `npm run serve -- --port N [options]
  --host ADDRESS         where to listen (default 127.0.0.1: this machine only)
  --tls 1.0|1.1|1.2      the only version to speak (default: 1.0 to 1.2)
  --suite NAME|0xNNNN    the only cipher suites to take, separated by commas, most wanted first
  --cert FILE --key FILE PEM certificate chain and RSA key (default: a fresh course CA issues one)
  --ocsp-response FILE   a DER OCSP response to staple, as openssl ocsp -respout leaves it
  --require-client-cert  ask clients for a certificate, and turn away those without one
  --ask-client-cert      ask clients for a certificate; those without one may come in all the same
  --client-ca FILE       whose certificates to take from clients (default: those of the fresh course CA)
  --no-tickets           keep sessions here, by id, instead of giving them out in tickets
  --allow-renegotiation  let clients begin another handshake (RFC 5746)
  --renegotiate          ask for another handshake when a request has come, and for the certificate only then; with --www
  --clock                put the time into our random, as servers once did
  --echo                 send back whatever comes
  --www                  answer any HTTP request with a page
  --keylog FILE          append each session's secrets, as SSLKEYLOGFILE does`;

const flag = { type: 'boolean' } as const;
const text = { type: 'string' } as const;

export function readCommandLine() {
  const { values } = parseArgs({
    options: {
      port: text,
      host: { type: 'string', default: '127.0.0.1' },
      tls: text,
      suite: text,
      cert: text,
      key: text,
      'ocsp-response': text,
      'client-ca': text,
      'ask-client-cert': flag,
      'require-client-cert': flag,
      'no-tickets': flag,
      'allow-renegotiation': flag,
      renegotiate: flag,
      clock: flag,
      echo: flag,
      www: flag,
      keylog: text,
      help: flag,
    },
  });
  return values;
}

export type CommandLine = ReturnType<typeof readCommandLine>;

/** Who we are, and the options of each connection, made anew since they hold the time. */
export function readServer(line: CommandLine) {
  if (line.echo && line.www) throw new UsageError('give --echo or --www, not both');
  if (line.renegotiate && !line.www)
    throw new UsageError('--renegotiate waits for a request: give --www too');
  const version = line.tls === undefined ? undefined : readVersion(line.tls);
  const cipherSuites = line.suite === undefined ? undefined : readSuites(line.suite, version);
  const identity = serverIdentity(line.cert, line.key);
  const clientCas = readClientCas(line, identity);
  const ocspResponse =
    line['ocsp-response'] === undefined ? undefined : readOcspResponse(line['ocsp-response']);
  const random = (length: number) => new Uint8Array(randomBytes(length));
  const store = new MemoryStore();
  const tickets = line['no-tickets'] ? {} : { ticketKeys: [freshTicketKey(random)] };
  const options = (at: number): ServerOptions => ({
    functions: reference,
    random,
    ...(version !== undefined && { minVersion: version, maxVersion: version }),
    ...(cipherSuites && { cipherSuites }),
    chain: identity.chain,
    key: identity.key,
    ...(ocspResponse && { ocspResponse }),
    ...(line.clock && { gmtUnixTime: at }),
    sessions: { at, lifetime: LIFETIME, store, ...tickets },
    ...((line['allow-renegotiation'] || line.renegotiate) && { renegotiation: 'allowed' }),
    ...(clientCas && {
      clientCertificates: {
        anchors: clientCas,
        at,
        required: line['require-client-cert'] === true,
        onlyWhenRenegotiating: line.renegotiate === true,
      },
    }),
  });
  return { identity, store, options };
}

function readOcspResponse(file: string): Uint8Array {
  const der = new Uint8Array(readInput(file));
  try {
    parseOcspResponse(der);
    return der;
  } catch (error) {
    throw new UsageError(`${file} holds no OCSP response in DER: ${(error as Error).message}`);
  }
}

/** Whose certificates we take from clients, or undefined when we ask for none. */
function readClientCas(line: CommandLine, { ca }: ServerIdentity): readonly Uint8Array[] | undefined {
  const { 'ask-client-cert': asks, 'require-client-cert': requires, 'client-ca': file } = line;
  if (asks && requires) throw new UsageError('give --ask-client-cert or --require-client-cert, not both');
  if (!asks && !requires) {
    if (file === undefined) return undefined;
    throw new UsageError(
      '--client-ca goes with --ask-client-cert or --require-client-cert: give one of them',
    );
  }
  if (file !== undefined) return readCertificates(file);
  if (!ca) throw new UsageError('with --cert, say whose certificates clients may show: --client-ca FILE');
  return [ca.certificate];
}

export function readPort(given: string | undefined): number {
  const port = Number(given);
  if (given === undefined || !Number.isInteger(port) || port < 0 || port > 65535)
    throw new UsageError(`give --port N, a number from 0 (any free port) to 65535\n${usage}`);
  return port;
}
