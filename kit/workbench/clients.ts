// The pages that listen to one kernel. While none does (a reload, a laptop that sleeps) messages wait for the page
// that listened last.
import { WebSocket } from 'ws';
import { decodeFramed, encodeFramed, type Framed } from './wire.js';

/** Bytes that wait at most; of a flood, the oldest are dropped. */
const WAITING_LIMIT = 8 * 2 ** 20;

export class Clients {
  readonly #sockets = new Set<WebSocket>();
  readonly #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #last: string | undefined;

  get count(): number {
    return this.#sockets.size;
  }

  /**
   * @param session tells a page that comes back from another one
   * @param onMessage gets what the page says
   */
  add(socket: WebSocket, session: string, onMessage: (framed: Framed) => void): void {
    this.#sockets.add(socket);
    if (session === this.#last) for (const bytes of this.#waiting) socket.send(bytes);
    this.#forget();
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#last = session;
    });
    socket.on('message', (data) => {
      try {
        onMessage(decodeFramed(data as Buffer));
      } catch {
        socket.close(1007, 'no kernel message');
      }
    });
  }

  send(framed: Framed): void {
    const bytes = encodeFramed(framed);
    for (const socket of this.#sockets) if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
    if (this.#sockets.size === 0 && this.#last !== undefined) this.#wait(bytes);
  }

  #wait(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    while (this.#waitingBytes > WAITING_LIMIT) this.#waitingBytes -= this.#waiting.shift()?.length ?? 0;
  }

  #forget(): void {
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
  }
}
