// Sessions of node:tls with itself over a relay on loopback that keeps every byte: captures with known secrets.
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type { Packet } from '../../kit/capture/write.js';
import { createCourseCa, generateKeyPem } from '../../kit/course-ca.js';

export interface RecordedTls {
  /** One list for each connection. */
  readonly connections: Packet[][];
  readonly keyLog: string;
}

const validity = { notBefore: new Date('2020-01-01'), notAfter: new Date('2040-01-01') };
export const server = createCourseCa({ ...validity, subjectName: 'recorded', keyPem: generateKeyPem(2048) });

/** Says "ping" and hears "pong", over as many connections as asked; all after the first try to resume. */
export async function recordTls(
  version: tls.SecureVersion,
  cipher: string,
  { connections = 1, tickets = false, maxFragment = 16384 } = {},
): Promise<RecordedTls> {
  const common = { minVersion: version, maxVersion: version, ciphers: `${cipher}:@SECLEVEL=0` };
  const peer = tls.createServer({
    ...common,
    key: server.keyPem,
    cert: server.certificatePem,
    dhparam: 'auto',
    ...(!tickets && { secureOptions: 0x4000 }), // SSL_OP_NO_TICKET: sessions are resumed by id
  });
  let keyLog = '';
  const stored = new Map<string, Buffer>();
  peer.on('newSession', (id: Buffer, data: Buffer, done: () => void) => {
    stored.set(id.toString('hex'), data);
    done();
  });
  peer.on('resumeSession', (id: Buffer, done: (error: null, data: Buffer | null) => void) =>
    done(null, stored.get(id.toString('hex')) ?? null),
  );
  peer.on('keylog', (line: Buffer) => {
    keyLog += line.toString();
  });
  peer.on('secureConnection', (socket) => {
    socket.setMaxSendFragment(maxFragment);
    socket.on('data', () => socket.end('pong'));
    socket.on('error', () => undefined);
  });
  const recorded: Packet[][] = [];
  const relay = net.createServer((client) => {
    const packets: Packet[] = [];
    recorded.push(packets);
    const upstream = net.connect((peer.address() as net.AddressInfo).port, '127.0.0.1');
    const pass = (from: net.Socket, to: net.Socket, direction: Packet['direction']) => {
      from.on('data', (bytes) => {
        packets.push({ direction, bytes: new Uint8Array(bytes) });
        to.write(bytes);
      });
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
    };
    pass(client, upstream, 'client');
    pass(upstream, client, 'server');
  });
  for (const listener of [peer, relay]) await once(listener.listen(0, '127.0.0.1'), 'listening');
  let session: Buffer | undefined;
  for (let i = 0; i < connections; i++) {
    const socket = tls.connect({
      ...common,
      port: (relay.address() as net.AddressInfo).port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      ...(session && { session }),
    });
    socket.on('session', (fresh: Buffer) => {
      session = fresh;
    });
    await once(socket, 'secureConnect');
    socket.write('ping');
    socket.resume();
    await once(socket, 'close');
  }
  for (const listener of [peer, relay]) listener.close();
  return { connections: recorded, keyLog };
}
