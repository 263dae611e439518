import type { AlertName } from './registry.js';

/**
 * The peer broke the protocol. `alert` is the alert we answer with (RFC 5246 7.2.2); the message is one
 * sentence that says who did what.
 */
export class TlsError extends Error {
  override name = 'TlsError';
  constructor(
    readonly alert: AlertName,
    message: string,
  ) {
    super(message);
  }
}

/** The peer ended the connection with a fatal alert of its own; `alert` is the peer's (RFC 5246 7.2). */
export class AlertReceived extends TlsError {
  override name = 'AlertReceived';
}

/** An exercise that nobody has solved yet. Only this makes `withReference` fall back to the reference. */
export class Unsolved extends Error {
  override name = 'Unsolved';
  constructor(readonly functionName: string) {
    super(`${functionName} is not solved yet`);
  }
}
