// What `npm run handshake` is told.
import { parseArgs } from 'node:util';
import type { ClientOptions } from '../../lib/client.js';
import { readIdentity } from '../net/identity.js';
import { readSuites, readVersion } from '../net/options.js';
import { UsageError } from '../usage.js';
import { readSession } from './session-file.js';

export const usage = `npm run handshake -- HOST:PORT [options]
  --yours                your functions of exercises/ in place of the reference's; without HOST:PORT a server is started
  --tls 1.0|1.1|1.2      the only version to offer (default: 1.0 to 1.2)
  --suite NAME|0xNNNN    the only cipher suites to offer, separated by commas
  --ca FILE              PEM certificates to trust (default: the roots that Node brings)
  --servername NAME      whom to ask for and to verify (default: HOST)
  --insecure-at-your-own-risk   accept any certificate from anyone
  --client-cert FILE --client-key FILE   PEM certificate chain and RSA key to show to a server that asks
  --ocsp                 ask for an OCSP response with the certificate, and do not go on without a good one
  --save-session FILE    leave what is needed to resume the session, secrets inside
  --resume FILE          resume the session of an earlier --save-session, if the server will
  --allow-renegotiation  take part in another handshake when the server asks for one (RFC 5746)
  --renegotiate          begin another handshake after the first
  --request TEXT         send TEXT (\\r \\n \\t \\\\ are understood) and print the answer
  --keylog FILE          append the secrets, as SSLKEYLOGFILE does
  --pcap FILE            write a capture, secrets inside, for Wireshark`;

export function readCommandLine() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      yours: { type: 'boolean' },
      exercises: { type: 'string' }, // for tests: another folder than exercises
      json: { type: 'boolean' }, // for notebooks: with --yours, the report as JSON
      tls: { type: 'string' },
      suite: { type: 'string' },
      ca: { type: 'string' },
      servername: { type: 'string' },
      'insecure-at-your-own-risk': { type: 'boolean' },
      'client-cert': { type: 'string' },
      'client-key': { type: 'string' },
      ocsp: { type: 'boolean' },
      'save-session': { type: 'string' },
      resume: { type: 'string' },
      'allow-renegotiation': { type: 'boolean' },
      renegotiate: { type: 'boolean' },
      request: { type: 'string' },
      keylog: { type: 'string' },
      pcap: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const version = values.tls === undefined ? undefined : readVersion(values.tls);
  const suites = values.suite === undefined ? undefined : readSuites(values.suite, version);
  return { ...values, version, suites, positionals };
}

export type CommandLine = ReturnType<typeof readCommandLine>;

/** What goes beyond a first, full handshake of a client that does not identify itself. */
export function variants(line: CommandLine): Partial<ClientOptions> {
  const { 'client-cert': cert, 'client-key': key, resume } = line;
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError('give both --client-cert and --client-key, or neither');
  return {
    ...(cert !== undefined && key !== undefined && { identity: readIdentity(cert, key) }),
    ...(line.ocsp && { certificateStatus: 'required' }),
    ...(line['save-session'] !== undefined && { sessionTicket: true }),
    ...(resume !== undefined && { session: readSession(resume) }),
    ...((line.renegotiate || line['allow-renegotiation']) && { renegotiation: 'allowed' }),
  };
}
