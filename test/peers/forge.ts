// node-forge's TLS over sockets. It speaks TLS 1.0 and 1.1 as a client, and as a server TLS 1.0 alone, since it
// looks for the version from the second row of its table on.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import forge from 'node-forge';
import { echo } from './exchange.js';
import type { CreateSide } from './side.js';

type Options = Pick<
  Parameters<typeof forge.tls.createConnection>[0],
  'server' | 'caStore' | 'virtualHost' | 'cipherSuites' | 'verify' | 'getCertificate' | 'getPrivateKey'
>;

/** A stream of application data over `socket`. It fails when forge reports an error. */
function stream(socket: Socket, options: Options): Duplex {
  const duplex = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      connection.prepare(chunk.toString('latin1'));
      done();
    },
    final(done) {
      connection.close();
      done();
    },
  });
  const connection = forge.tls.createConnection({
    ...options,
    connected: () => duplex.emit('secure'),
    tlsDataReady: (c) => socket.write(c.tlsData.getBytes(), 'latin1'),
    dataReady: (c) => duplex.push(Buffer.from(c.data.getBytes(), 'latin1')),
    closed: () => duplex.push(null),
    error: (_c, error) => void duplex.destroy(new Error(`node-forge: ${error.message}`)),
  });
  socket.on('data', (data) => connection.process(data.toString('latin1')));
  socket.on('error', (error) => duplex.destroy(error));
  socket.on('close', () => duplex.destroy());
  duplex.on('close', () => socket.end());
  if (!options.server) connection.handshake();
  return duplex;
}

export const nodeForge: CreateSide = (pki) => {
  const [ca, certificate, key] = [pki.ca, pki.certificate, pki.key].map((path) =>
    readFileSync(path, 'utf8'),
  ) as [string, string, string];
  let server: Server | undefined;

  return {
    async serve() {
      if (!server) {
        const options = { server: true, getCertificate: () => certificate, getPrivateKey: () => key };
        server = createServer((socket) => {
          const duplex = stream(socket, { ...options, cipherSuites: all });
          echo(duplex).catch(() => duplex.destroy());
        });
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
      }
      return (server.address() as AddressInfo).port;
    },
    async connect({ suite }, port) {
      const wanted = all.filter(({ name }) => name === suite.name);
      const duplex = stream(createConnection({ port, host: '127.0.0.1' }), {
        server: false,
        caStore: forge.pki.createCaStore([ca]),
        virtualHost: 'localhost',
        cipherSuites: wanted,
        verify: (_connection, verified) => verified,
      });
      await once(duplex, 'secure');
      return duplex;
    },
    async close() {
      server?.close();
      server = undefined;
    },
  };
};

const all = Object.values(forge.tls.CipherSuites);
