// What the workbench tells every open page: verdicts, files that changed on disk, and that it is about to end.
import { WebSocket } from 'ws';
import type { Event, PageMessage } from './api.js';

export class Events {
  readonly #pages = new Set<WebSocket>();

  constructor(private readonly onMessage: (message: PageMessage, page: WebSocket) => void) {}

  add(page: WebSocket): void {
    this.#pages.add(page);
    page.on('close', () => this.#pages.delete(page));
    page.on('message', (data) => {
      try {
        this.onMessage(JSON.parse(String(data)), page);
      } catch {
        page.close(1007, 'no message of a page');
      }
    });
  }

  send(event: Event): void {
    for (const page of this.#pages) tell(page, event);
  }

  /**
   * Tells every page that the server ends, and waits for their answers.
   * @returns paths that have changes which only a page knows; a page that does not answer in time counts for nothing
   */
  async close(ms: number): Promise<string[]> {
    const answers = [...this.#pages].map((page) => lastWords(page, ms));
    this.send({ type: 'closing' });
    return [...new Set((await Promise.all(answers)).flat())];
  }
}

export function tell(page: WebSocket, event: Event): void {
  if (page.readyState === WebSocket.OPEN) page.send(JSON.stringify(event));
}

function lastWords(page: WebSocket, ms: number): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve([]), ms);
    const done = (unsaved: readonly string[]) => {
      clearTimeout(timer);
      resolve(unsaved);
    };
    page.on('close', () => done([]));
    page.on('message', (data) => {
      const message = JSON.parse(String(data)) as PageMessage;
      if (message.type === 'closed') done(message.unsaved);
    });
  });
}
