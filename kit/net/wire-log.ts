// What a session leaves behind for other tools: key log and capture.
import { appendFileSync, writeFileSync } from 'node:fs';
import type { Security } from '../../lib/connection-types.js';
import { keyLogLine, type Packet, writePcapng } from '../capture/write.js';
import { userPath } from '../usage.js';

/** Gathers the bytes of one connection and writes them, with the secrets, when asked. */
export class WireLog {
  private readonly packets: Packet[] = [];
  private secrets = '';
  private logged = 0;

  constructor(private readonly role: 'client' | 'server') {}

  readonly onWire = (sent: boolean, bytes: Uint8Array): void => {
    const direction = sent === (this.role === 'client') ? 'client' : 'server';
    this.packets.push({ direction, bytes, time: Date.now() / 1000 });
  };

  secured({ clientRandom, masterSecret }: Security): void {
    this.secrets += keyLogLine(clientRandom, masterSecret);
  }

  /** Appends what is new to the key log, as SSLKEYLOGFILE does. */
  writeKeyLog(path: string): void {
    appendFileSync(userPath(path), this.secrets.slice(this.logged), { mode: 0o600 });
    this.logged = this.secrets.length;
  }

  /** A capture with the secrets inside: whoever has the file can read the session. */
  writeCapture(path: string, serverPort: number): void {
    writeFileSync(userPath(path), writePcapng({ packets: this.packets, serverPort, keyLog: this.secrets }), {
      mode: 0o600,
    });
  }
}
