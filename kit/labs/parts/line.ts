// A client and a server of `lib`, in memory, and the line between them, on which an attacker may sit.
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { createClient } from '../../../lib/client.js';
import type { Connection } from '../../../lib/connection.js';
import type { ConnectionEvent, Security } from '../../../lib/connection-types.js';
import { TlsError } from '../../../lib/errors.js';
import type { Random } from '../../../lib/key-exchange.js';
import { createServer } from '../../../lib/server.js';
import { type Functions, reference } from '../../../lib/stages.js';
import type { WireRecord } from '../../sessions/wire.js';
import { HOST, type Identity } from './identity.js';

export type Side = 'client' | 'server';

/** What was said in a session, the texts of each side one after the other. */
export type Traffic = { readonly [side in Side]: string };

export interface LineOptions {
  readonly identity: Identity;
  readonly random: Random;
  /** The highest version of both sides. */
  readonly version: number;
  readonly suites: readonly number[];
  /** Where a side is not `lib` as it is. */
  readonly functions?: { readonly [side in Side]?: Functions };
  /** Random bytes of the client alone, where those are what is wrong with it. */
  readonly clientRandom?: Random;
  /** What the attacker passes on in place of a record that a side sends; without one, the record itself. */
  readonly middle?: (from: Side, record: Uint8Array) => readonly Uint8Array[];
}

/** One end of the line, and all that it told its user. */
export class End {
  readonly events: ConnectionEvent[] = [];
  /** What it threw: why it broke off, or the alert by which it learned that the other did. */
  error: TlsError | undefined;
  readonly connection: Connection;

  constructor(start: (onEvent: (event: ConnectionEvent) => void) => Connection) {
    this.connection = start((event) => this.events.push(event));
  }

  get security(): Security | undefined {
    for (const event of this.events) if (event.type === 'secured') return event.security;
    return undefined;
  }
  /** The application data that it was given, one text a record. */
  get texts(): string[] {
    return this.events.flatMap((event) => (event.type === 'data' ? [decoder.decode(event.data)] : []));
  }
  /** How the connection ended for it. */
  get ended(): 'closed' | 'truncated' | undefined {
    for (const event of this.events) if (event.type === 'end') return event.how;
    return undefined;
  }

  /** Runs a step that may end the connection, and keeps what it throws. */
  attempt(step: (connection: Connection) => void): void {
    try {
      step(this.connection);
    } catch (error) {
      if (!(error instanceof TlsError)) throw error;
      this.error ??= error;
    }
  }
}

const decoder = new TextDecoder();

export class Line {
  /** What each side sent, as an eavesdropper next to it sees it. */
  readonly wire: WireRecord[] = [];
  readonly client: End;
  readonly server: End;

  constructor(private readonly options: LineOptions) {
    const { identity, random, clientRandom, version, suites, functions } = options;
    const common = { maxVersion: version, cipherSuites: suites };
    this.client = new End((onEvent) =>
      createClient({
        ...{ ...common, onEvent, functions: functions?.client ?? reference, random: clientRandom ?? random },
        ...{ trust: identity.trust, serverName: HOST },
      }),
    );
    this.server = new End((onEvent) =>
      createServer({
        ...{ ...common, onEvent, functions: functions?.server ?? reference, random },
        ...{ chain: [identity.server.certificate], key: identity.server.key },
      }),
    );
    this.pump();
  }

  /** Both have verified the other's Finished. */
  get secured(): boolean {
    return this.client.security !== undefined && this.server.security !== undefined;
  }

  /** Sends application data from one side. */
  write(from: Side, text: string): void {
    this[from].connection.write(utf8ToBytes(text));
    this.pump();
  }

  /** Gives a side a record that its peer never sent. */
  inject(to: Side, record: Uint8Array): void {
    this[to].attempt((connection) => connection.receive(record.slice()));
    this.pump();
  }

  /** Passes records on until both sides are silent. */
  pump(): void {
    for (;;) {
      const up = this.client.connection.takeOutput();
      const down = this.server.connection.takeOutput();
      if (up.length + down.length === 0) return;
      this.carry('client', up);
      this.carry('server', down);
    }
  }

  private carry(from: Side, records: readonly Uint8Array[]): void {
    const to = from === 'client' ? this.server : this.client;
    const middle = this.options.middle ?? ((_, record) => [record]);
    for (const bytes of records) {
      this.wire.push({ direction: from, bytes: bytes.slice() });
      for (const passed of middle(from, bytes.slice()))
        to.attempt((connection) => connection.receive(passed));
    }
  }
}
