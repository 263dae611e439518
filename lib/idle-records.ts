import { TlsError } from './errors.js';

/** Records in a row that bring nothing, before we take it for an attack. */
const MOST = 32;

/** Counts empty data, warnings and invitations to renegotiate: each is allowed, a flood of them is not. */
export class IdleRecords {
  private inARow = 0;

  /** @throws TlsError unexpected_message for one too many */
  count(): void {
    if (++this.inARow > MOST)
      throw new TlsError(
        'unexpected_message',
        `the peer sent ${this.inARow} records in a row that say nothing`,
      );
  }

  /** Something came that does say something. */
  reset(): void {
    this.inARow = 0;
  }
}
