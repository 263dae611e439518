// What has to be true of an engine that refused.
import { AlertReceived, TlsError } from '../../lib/errors.js';
import type { Engine } from './engines.js';
import { Wrong } from './target.js';

/** An engine that threw is over, has told its peer why unless the peer told it, and takes nothing more. */
export function checkRefusal({ connection, events }: Engine, error: unknown): void {
  if (!(error instanceof TlsError)) return;
  if (!connection.isOver) throw new Wrong('the engine refused and goes on all the same');
  const last = events.filter((event) => event.type === 'message').at(-1);
  const told = last?.type === 'message' && last.sent && last.name === `alert ${error.alert}`;
  const hungUp = events.some((event) => event.type === 'end' && event.how === 'truncated');
  if (!told && !hungUp && !(error instanceof AlertReceived))
    throw new Wrong(`the engine refused with ${error.alert} and did not tell its peer`);
  const before = events.length;
  connection.receive(Uint8Array.of(22, 3, 1, 0, 1, 1));
  if (events.length !== before) throw new Wrong('the engine takes more after it refused');
}
