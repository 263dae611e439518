// What passes between a connection, the handshake inside it and whoever listens to it.
import type { HandshakeMessage } from './handshake-message.js';
import type { MessageName } from './handshake-rules.js';
import type { Protection } from './protection.js';
import type { HandshakeTypeName } from './registry.js';
import type { Binding, Renegotiation } from './renegotiation.js';
import type { ClientSession, Resumption } from './sessions.js';
import type { Functions } from './stages.js';
import type { CipherSuite } from './suites.js';

/** What a finished handshake settled, secrets included: a view or a key log may want them. */
export interface Security {
  readonly version: number;
  readonly suite: CipherSuite;
  readonly clientRandom: Uint8Array;
  readonly serverRandom: Uint8Array;
  readonly masterSecret: Uint8Array;
  readonly extendedMasterSecret: boolean;
  readonly secureRenegotiation: boolean;
  /** The group of an ECDHE exchange. */
  readonly group?: number;
  /** The host name a client asked for. */
  readonly serverName?: string;
  /** DER certificates of the server, its own first. */
  readonly serverChain: readonly Uint8Array[];
  /** DER certificates of the client, its own first; empty for a client that showed none. */
  readonly clientChain: readonly Uint8Array[];
  /** How the peer's certificate was checked, in words. */
  readonly trust: string;
  /** 12 bytes each: they bind a renegotiation to this handshake (RFC 5746 3.1). */
  readonly clientVerifyData: Uint8Array;
  readonly serverVerifyData: Uint8Array;
  /** How an earlier session was found again; absent after a full handshake. */
  readonly resumed?: Resumption;
  /** What the client may offer next time, where the server gave an id or a ticket. */
  readonly session?: ClientSession;
}

export type ConnectionEvent =
  /** A handshake message, change_cipher_spec or alert goes by; `bytes` is all of it, header included. */
  | { type: 'message'; sent: boolean; name: string; bytes: Uint8Array; encrypted: boolean }
  /** Both Finished are verified, of the first handshake or of one that renegotiated. */
  | { type: 'secured'; security: Security }
  /** The peer does not renegotiate; the connection goes on as it was. */
  | { type: 'renegotiation_declined' }
  | { type: 'data'; data: Uint8Array }
  /** The peer is done: `closed` after its close_notify, `truncated` when the transport ended without one. */
  | { type: 'end'; how: 'closed' | 'truncated' };

/** A message as the handshake reads it. */
export interface Incoming {
  readonly name: MessageName;
  readonly body: Uint8Array;
}

/** A handshake yields when it needs the peer's next message and returns what was settled. */
export type Handshake = Generator<undefined, Security, Incoming>;

/** @param previous what the handshake before it left, when it renegotiates */
export type StartHandshake = (io: HandshakeIO, previous: Binding | undefined) => Handshake;

/** What a handshake may do to its connection. */
export interface HandshakeIO {
  /** Every handshake message of both sides so far, in order (RFC 5246 7.4.9). */
  readonly transcript: readonly HandshakeMessage[];
  /** Adds a message to the flight and to the transcript. */
  send(name: HandshakeTypeName, body: Uint8Array): void;
  /** Ends the flight with a change_cipher_spec: what follows is under `protection`. */
  changeWriteKeys(protection: Protection): void;
  /** The peer's change_cipher_spec came: its next record is under `protection`. */
  changeReadKeys(protection: Protection): void;
  setVersion(version: number): void;
  flush(): void;
}

export interface ConnectionOptions {
  readonly functions: Functions;
  readonly onEvent?: (event: ConnectionEvent) => void;
  /** Whether a connection may have another handshake; 'declined' when left out. */
  readonly renegotiation?: Renegotiation;
}
