// GnuTLS's gnutls-serv and gnutls-cli. The server listens on every address: run this in a network namespace.

import { freePort } from '../../kit/net/free-port.js';
import type { CipherSuite } from '../../lib/suites.js';
import { cipherSuites } from '../../lib/suites.js';
import type { Running } from '../support/processes.js';
import { clientProgram, serverProgram } from './programs.js';
import type { CreateSide } from './side.js';

const keyExchanges = { RSA: '+RSA', DHE_RSA: '+DHE-RSA', ECDHE_RSA: '+ECDHE-RSA' } as const;
export const versions = ['+VERS-TLS1.0', '+VERS-TLS1.1', '+VERS-TLS1.2'] as const;

/** The words of a priority string that allow one suite. */
function words({ keyExchange, cipher, encKeyLength, mac }: CipherSuite): string[] {
  const mode = {
    RC4: '+ARCFOUR-128',
    AES_CBC: `+AES-${encKeyLength * 8}-CBC`,
    AES_GCM: `+AES-${encKeyLength * 8}-GCM`,
  };
  return [keyExchanges[keyExchange], mode[cipher], mac === null ? '+AEAD' : `+${mac.replace('SHA-', 'SHA')}`];
}

export function priority(suites: readonly CipherSuite[], wanted: readonly string[]): string {
  const general = ['+SIGN-ALL', '+GROUP-ALL', '+COMP-NULL', '+CTYPE-X509'];
  return ['NONE', ...wanted, ...new Set(suites.flatMap(words)), ...general].join(':');
}

export const gnutls: CreateSide = (pki) => {
  let server: Promise<{ running: Running; port: number }> | undefined;

  async function startServer() {
    const port = await freePort();
    const files = ['--x509certfile', pki.certificate, '--x509keyfile', pki.key, '--disable-client-cert'];
    const all = ['--priority', priority(cipherSuites, versions)];
    // --crlf leaves the ends of lines alone.
    const command = ['gnutls-serv', '--echo', '--crlf', '--quiet', '--port', `${port}`, ...files, ...all];
    return { running: await serverProgram(command, port), port };
  }

  return {
    async serve() {
      server ??= startServer();
      return (await server).port;
    },
    async connect({ version, suite }, port) {
      return clientProgram([
        ...['gnutls-cli', '--logfile=/dev/null', '-p', `${port}`, '127.0.0.1'],
        ...['--x509cafile', pki.ca, '--verify-hostname=localhost', '--sni-hostname=localhost'],
        ...['--priority', priority([suite], [versions[version - 0x0301] as string])],
      ]);
    },
    async close() {
      await (await server)?.running.stop();
      server = undefined;
    },
  };
};
