import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type SecureVersion, type Server } from 'node:tls';
import { echo } from './exchange.js';
import { opensslName } from './openssl.js';
import type { CreateSide } from './side.js';

export const secureVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const satisfies SecureVersion[];

export const nodeTls: CreateSide = (pki) => {
  const [ca, cert, key] = [pki.ca, pki.certificate, pki.key].map((path) => readFileSync(path)) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  let server: Server | undefined;

  return {
    async serve() {
      if (!server) {
        const ciphers = 'ALL:@SECLEVEL=0';
        server = createServer({ cert, key, minVersion: 'TLSv1', ciphers, dhparam: 'auto' });
        server.on('secureConnection', (socket) => echo(socket).catch(() => socket.destroy()));
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
      }
      return (server.address() as AddressInfo).port;
    },
    async connect({ version, suite }, port) {
      const only = secureVersions[version - 0x0301] as SecureVersion;
      const ciphers = `${opensslName(suite)}:@SECLEVEL=0`;
      const options = { port, host: '127.0.0.1', servername: 'localhost', ca, ciphers };
      const socket = connect({ ...options, minVersion: only, maxVersion: only });
      await once(socket, 'secureConnect');
      return socket;
    },
    async close() {
      server?.close();
      server = undefined;
    },
  };
};
