// Our engines over sockets, through the same edge that the commands use.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer as listen, type Server } from 'node:net';
import { TlsStream } from '../../kit/net/tls-stream.js';
import { createClient } from '../../lib/client.js';
import { createServer } from '../../lib/server.js';
import { reference } from '../../lib/stages.js';
import { testCa, testServer } from '../support/pki.js';
import type { Case } from './cases.js';
import { echo } from './exchange.js';
import type { Side } from './side.js';

const common = { functions: reference, random: (length: number) => new Uint8Array(randomBytes(length)) };
const verification = { anchors: [testCa.certificate], at: Date.UTC(2026, 0, 1) / 1000, host: 'localhost' };

export function ours(): Side {
  let server: Server | undefined;
  const served: Promise<void>[] = [];

  return {
    async serve(wanted) {
      const { version } = wanted;
      const options = { ...common, chain: [testServer.certificate, testCa.certificate], key: testServer.key };
      server = listen((socket) => {
        const stream = new TlsStream(socket, {
          start: (onEvent) => createServer({ ...options, maxVersion: version, onEvent }),
        });
        const done = checkNegotiated(stream, wanted).then(() => echo(stream));
        done.catch(() => {}); // close() tells
        served.push(done);
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
    async connect(wanted, port) {
      const { version, suite } = wanted;
      const limits = { minVersion: version, maxVersion: version, cipherSuites: [suite.id] };
      const stream = new TlsStream(createConnection({ port, host: '127.0.0.1' }), {
        start: (onEvent) =>
          createClient({ ...common, ...limits, trust: verification, serverName: 'localhost', onEvent }),
      });
      await checkNegotiated(stream, wanted);
      return stream;
    },
    async close() {
      server?.close();
      await Promise.all(served);
    },
  };
}

async function checkNegotiated(stream: TlsStream, wanted: Case): Promise<void> {
  const { version, suite } = await stream.secured();
  if (version !== wanted.version || suite.id !== wanted.suite.id)
    throw new Error(`negotiated ${suite.name} in version 0x${version.toString(16)}`);
}
