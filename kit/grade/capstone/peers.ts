// The other side of a submission's handshake. Peers are ours: the submission never sees their keys, and hears of what
// they say only what it decrypts.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '../../../lib/server.js';
import { reference } from '../../../lib/stages.js';
import type { CertifiedKey } from '../../course-ca.js';

export interface Peer {
  /** Bytes of the submission. */
  write(bytes: Uint8Array): void;
  /** Application data for the submission, encrypted by the peer. */
  say(text: string): void;
  close(): void;
}

export interface PeerEvents {
  readonly onBytes: (bytes: Uint8Array) => void;
  /** Application data of the submission, as the peer decrypted it. */
  readonly onHeard: (text: string) => void;
  readonly onEnd: () => void;
}

export type StartPeer = (server: CertifiedKey, events: PeerEvents) => Promise<Peer>;

/** `openssl s_server` for one connection of TLS 1.2 with ECDHE and AES-128-GCM: what it decrypts comes out of it, and what goes into it is sent. */
export const openssl: StartPeer = async (server, events) => {
  const folder = mkdtempSync(join(tmpdir(), `rebuild-tls-grade-${process.pid}-`));
  writeFileSync(join(folder, 'server.pem'), `${server.certificatePem}\n${server.keyPem}`, { mode: 0o600 });
  const options = ['-accept', '127.0.0.1:0', '-naccept', '1', '-cert', 'server.pem', '-key', 'server.pem'];
  const only = ['-tls1_2', '-cipher', 'ECDHE-RSA-AES128-GCM-SHA256'];
  const child = spawn('openssl', ['s_server', ...options, ...only], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let output = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.setEncoding('latin1').on('data', (text: string) => {
      output = (output + text).slice(-20_000);
      const accept = /^ACCEPT 127\.0\.0\.1:(\d+)/m.exec(output)?.[1];
      if (accept !== undefined) resolve(Number(accept));
      events.onHeard(output);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error('openssl s_server did not start')));
  });
  child.stdin.on('error', () => {});
  const socket = connect(port, '127.0.0.1');
  socket
    .on('data', events.onBytes)
    .on('close', events.onEnd)
    .on('error', () => {});
  return {
    write: (bytes) => void socket.write(bytes),
    say: (text) => void child.stdin.write(`${text}\n`),
    close() {
      socket.destroy();
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Our own server with the reference functions, in this process; for what no installed program speaks any more. */
export const own: StartPeer = async ({ certificate, key }, events) => {
  let heard = '';
  const server = createServer({
    ...{ functions: reference, chain: [certificate], key },
    random: (length) => new Uint8Array(randomBytes(length)),
    onEvent(event) {
      if (event.type !== 'data') return;
      heard = (heard + Buffer.from(event.data).toString('latin1')).slice(-20_000);
      events.onHeard(heard);
    },
  });
  const flush = () => {
    for (const bytes of server.takeOutput()) events.onBytes(bytes);
  };
  return {
    write(bytes) {
      try {
        server.receive(bytes.slice());
      } catch {
        // the alert that says so is in the output
      }
      flush();
      if (server.isOver) events.onEnd();
    },
    say(text) {
      server.write(Buffer.from(text));
      flush();
    },
    close() {},
  };
};
