import type { Connection } from '../../lib/connection.js';
import type { ConnectionEvent } from '../../lib/connection-types.js';

/** Carries bytes between two connections until both are silent; `cut` may change or cut what goes by. */
export function pump(
  client: Connection,
  server: Connection,
  cut: (bytes: Uint8Array, to: 'client' | 'server') => Uint8Array[] = (bytes) => [bytes],
): void {
  for (;;) {
    const toServer = client.takeOutput();
    const toClient = server.takeOutput();
    if (toServer.length + toClient.length === 0) return;
    for (const record of toServer) for (const piece of cut(record, 'server')) server.receive(piece);
    for (const record of toClient) for (const piece of cut(record, 'client')) client.receive(piece);
  }
}

/** Collects a connection's events. */
export class Recorder {
  readonly events: ConnectionEvent[] = [];
  readonly onEvent = (event: ConnectionEvent) => {
    this.events.push(event);
  };

  get security() {
    const secured = this.events.find((event) => event.type === 'secured');
    return secured?.type === 'secured' ? secured.security : undefined;
  }
  get data(): Uint8Array {
    return Buffer.concat(this.events.flatMap((event) => (event.type === 'data' ? [event.data] : [])));
  }
  get names(): string[] {
    return this.events.flatMap((event) =>
      event.type === 'message' ? [`${event.sent ? '>' : '<'} ${event.name}`] : [],
    );
  }
  get ends(): string[] {
    return this.events.flatMap((event) => (event.type === 'end' ? [event.how] : []));
  }
}
