// OpenSSL's s_server and s_client. -quiet keeps them from taking lines as commands; the security level must be
// lowered for TLS 1.0 and 1.1.
import { Duplex } from 'node:stream';
import { freePort } from '../../kit/net/free-port.js';
import { TLS10, TLS11, TLS12 } from '../../lib/registry.js';
import type { CipherSuite } from '../../lib/suites.js';
import type { Running } from '../support/processes.js';
import { echo } from './exchange.js';
import { clientProgram, serverProgram } from './programs.js';
import type { CreateSide } from './side.js';

const prefixes = { RSA: '', DHE_RSA: 'DHE-RSA-', ECDHE_RSA: 'ECDHE-RSA-' } as const;
export const versionFlags = new Map([
  [TLS10, '-tls1'],
  [TLS11, '-tls1_1'],
  [TLS12, '-tls1_2'],
] as [number, string][]);

/** OpenSSL's own name of a suite, such as ECDHE-RSA-AES128-GCM-SHA256. */
export function opensslName({ keyExchange, cipher, encKeyLength, mac, prfHash }: CipherSuite): string {
  const aes = `${prefixes[keyExchange]}AES${encKeyLength * 8}`;
  if (cipher === 'AES_GCM') return `${aes}-GCM-${prfHash.replace('-', '')}`;
  return `${aes}-${mac === 'SHA-256' ? 'SHA256' : 'SHA'}`;
}

export const openssl: CreateSide = (pki) => {
  let server: Promise<{ running: Running; port: number }> | undefined;

  async function startServer() {
    const port = await freePort();
    const files = ['-cert', pki.certificate, '-key', pki.key];
    const command = ['openssl', 's_server', '-quiet', '-accept', `127.0.0.1:${port}`, ...files];
    const running = await serverProgram([...command, '-cipher', 'ALL:@SECLEVEL=0'], port);
    const { stdin, stdout } = running.child;
    // One echo for all its connections: s_server serves one after the other.
    echo(Duplex.from({ writable: stdin, readable: stdout })).catch(() => {});
    return { running, port };
  }

  return {
    async serve() {
      server ??= startServer();
      return (await server).port;
    },
    async connect({ version, suite }, port) {
      return clientProgram([
        ...['openssl', 's_client', '-quiet', '-no_ign_eof', '-connect', `127.0.0.1:${port}`],
        ...[versionFlags.get(version) as string, '-cipher', `${opensslName(suite)}:@SECLEVEL=0`],
        ...['-servername', 'localhost', '-verify_hostname', 'localhost'],
        ...['-CAfile', pki.ca, '-verify_return_error'],
      ]);
    },
    async close() {
      await (await server)?.running.stop();
      server = undefined;
    },
  };
};
