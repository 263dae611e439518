// The edge where engines meet sockets: a Duplex stream of application data over a connection over a socket.
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Connection } from '../../lib/connection.js';
import type { ConnectionEvent, Security } from '../../lib/connection-types.js';

/** The transport ended without the peer's close_notify: what came may be cut short (RFC 5246 7.2.1). */
export class Truncated extends Error {
  override name = 'Truncated';
  constructor() {
    super('the peer hung up without close_notify: the data may have been cut short');
  }
}

export interface TlsStreamOptions {
  /** Starts the engine; it must report its events to the function it is given. */
  readonly start: (onEvent: (event: ConnectionEvent) => void) => Connection;
  readonly onEvent?: (event: ConnectionEvent) => void;
  /** Sees every byte on the wire, in order, with the side that sent it: `true` for ours. */
  readonly onWire?: (sent: boolean, bytes: Uint8Array) => void;
}

/**
 * Ends with the peer's close_notify; `end()` sends ours. Fails with a TlsError when either side breaks off, with
 * Truncated when the transport ends too early, or with the socket's own error.
 */
export class TlsStream extends Duplex {
  private readonly connection: Connection;
  private security: Security | undefined;
  /** For a handshake to end, and for the socket to have room again. */
  private waiting: Waiting[] = [];
  private draining: Waiting[] = [];

  constructor(
    private readonly socket: Socket,
    private readonly options: TlsStreamOptions,
  ) {
    super({ allowHalfOpen: false });
    this.on('error', () => {}); // whoever waits has heard of it; see _destroy
    this.connection = options.start((event) => this.onConnectionEvent(event));
    socket.setNoDelay(true);
    socket.on('data', (bytes: Uint8Array) => this.receive(bytes));
    socket.on('end', () => this.attempt(() => this.connection.end()));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.socketClosed());
    this.flush();
  }

  /** Resolves when both Finished are verified. @throws what ended the handshake */
  secured(): Promise<Security> {
    return new Promise((resolve, reject) => {
      const done = () => resolve(this.security as Security);
      if (this.security) done();
      else if (this.destroyed) reject(this.errored ?? isOver());
      else this.waiting.push({ done, fail: reject });
    });
  }

  /**
   * Asks for another handshake and waits for the peer's answer; what is written meanwhile waits as well.
   * @returns what was settled: as before when the peer declined
   * @throws Error when none is allowed, or what ended the connection
   */
  renegotiate(): Promise<Security> {
    return new Promise((resolve, reject) => {
      this.connection.renegotiate();
      this.waiting.push({ done: () => resolve(this.security as Security), fail: reject });
      this.flush();
    });
  }

  override _write(data: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    if (!this.connection.isOpen && !this.connection.isOver) {
      this.waiting.push({ done: () => this._write(data, _encoding, done), fail: done });
      return;
    }
    if (this.connection.isOver) {
      done(isOver());
      return;
    }
    // Piece by piece, so that a large write does not stand in memory twice.
    for (let start = 0; start < data.length; start += 2 ** 16)
      this.connection.write(data.subarray(start, start + 2 ** 16));
    if (this.flush()) done();
    else {
      this.draining.push({ done, fail: done });
      this.socket.once('drain', () => settle(this.draining));
    }
  }

  override _final(done: (error?: Error | null) => void): void {
    this.connection.close();
    this.flush();
    this.socket.end(done);
  }

  override _read(): void {
    this.socket.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.fail(error ?? isOver());
    if (error) this.socket.destroySoon();
    else this.socket.destroy();
    done(error);
  }

  private receive(bytes: Uint8Array): void {
    this.options.onWire?.(false, bytes);
    this.attempt(() => this.connection.receive(bytes));
  }

  /** Runs a step of the engine; what it has to say to the peer, a last alert included, is sent either way. */
  private attempt(step: () => void): void {
    try {
      step();
      this.flush();
    } catch (error) {
      this.flush();
      this.destroy(error as Error);
    }
  }

  private onConnectionEvent(event: ConnectionEvent): void {
    this.options.onEvent?.(event);
    if (event.type === 'secured') {
      this.security = event.security;
      settle(this.waiting);
    } else if (event.type === 'renegotiation_declined') {
      settle(this.waiting);
    } else if (event.type === 'data') {
      if (!this.push(event.data)) this.socket.pause();
    } else if (event.type === 'end') {
      if (event.how === 'closed') this.push(null);
      else if (this.security) this.destroy(new Truncated());
    }
  }

  private fail(error: Error): void {
    settle(this.waiting, error);
    settle(this.draining, error);
  }

  private flush(): boolean {
    let room = true;
    this.socket.cork();
    for (const record of this.connection.takeOutput()) {
      this.options.onWire?.(true, record);
      if (this.socket.writable) room = this.socket.write(record);
    }
    this.socket.uncork();
    return room;
  }

  private socketClosed(): void {
    if (!this.connection.isOver) this.attempt(() => this.connection.end());
    this.push(null);
    this.fail(isOver());
  }
}

interface Waiting {
  readonly done: () => void;
  readonly fail: (error: Error) => void;
}

function settle(list: Waiting[], error?: Error): void {
  for (const { done, fail } of list.splice(0)) error ? fail(error) : done();
}

const isOver = () => new Error('the connection is over: nothing more can be sent');
