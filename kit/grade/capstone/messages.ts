// What the engine's thread and the judge say to each other. Both are ours.
import type { FunctionName } from '../../../lib/stages.js';
import type { Outcome } from '../../check/check.js';

export interface Handshake {
  readonly version: number;
  readonly suite: number;
  readonly anchor: Uint8Array;
  /** Unix time in seconds. */
  readonly at: number;
  /** For the client's random bytes. */
  readonly seed: string;
  /** Sent once the handshake is done. */
  readonly request: Uint8Array;
}

export type ToEngine =
  | { readonly type: 'start'; readonly handshake: Handshake }
  /** What a stage function came to. */
  | { readonly type: 'outcome'; readonly outcome: Outcome }
  /** From the peer. */
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'end' };

export type FromEngine =
  | { readonly type: 'call'; readonly name: FunctionName; readonly args: readonly unknown[] }
  /** For the peer. */
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  /** Application data that the peer sent, as the submission decrypted it. */
  | { readonly type: 'data'; readonly data: Uint8Array }
  /** The connection is over, with a reason where it failed. */
  | { readonly type: 'over'; readonly failure?: string };
