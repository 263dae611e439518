// The workbench's server: the page, the files of the course and the kernels, in the words of Jupyter's API.
import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { contents } from './contents.js';
import { courseView } from './course.js';
import { Door } from './door.js';
import { Events } from './events.js';
import { nextHint } from './hint.js';
import { type Answer, HttpError, type Request, readBody, sendJson, textOf } from './http.js';
import { Judge } from './judge.js';
import { Kernels } from './kernels.js';
import { sendPage } from './page.js';
import { SUBPROTOCOL } from './wire.js';

/** How long a page may take to save what it has when the server ends. */
const CLOSING_MS = 2000;

export class Workbench {
  readonly #root: string;
  readonly #door: Door;
  readonly #kernels: Kernels;
  readonly #judge: Judge;
  readonly #events: Events;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => offered.has(SUBPROTOCOL) && SUBPROTOCOL,
  });
  /** Tells a page that was loaded from an earlier server from one of ours. */
  readonly #boot = randomUUID();

  /**
   * @param root the course
   * @param warn told in one sentence what does not work
   */
  constructor(root: string, warn: (sentence: string) => void) {
    this.#root = realpathSync(root);
    const folder = join(this.#root, '.progress', 'workbench');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#door = new Door(folder);
    this.#kernels = new Kernels(join(folder, 'sessions.json'));
    this.#events = new Events((message) => {
      if (message.type === 'judge') this.#judge.judge(message.stage);
    });
    this.#judge = new Judge(this.#root, {
      onReport: (report) => this.#events.send({ type: 'verdict', report }),
      onChange: (path) => this.#events.send({ type: 'changed', path }),
      onError: (error) => warn(`Saved exercises are not judged any more: ${error.message}.`),
    });
    this.#server = createServer((request, response) => void this.#respond(request, response));
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Listens on loopback alone. @throws Error with code EADDRINUSE when the port is taken */
  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    this.#door.port = (this.#server.address() as AddressInfo).port;
  }

  /** An address that opens the workbench in one browser, once. */
  address(): string {
    return `http://127.0.0.1:${this.#door.port}/#${this.#door.ticket()}`;
  }

  /** Ends all that it started. @returns paths with changes that could not be saved */
  async close(): Promise<string[]> {
    const unsaved = await this.#events.close(CLOSING_MS);
    for (const socket of this.#sockets.clients) socket.close(1001);
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await Promise.all([this.#kernels.stop(), this.#judge.close()]);
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    await closed;
    return unsaved;
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { pathname, searchParams } = urlOf(request);
      if (!pathname.startsWith('/api/') && pathname !== '/api') {
        this.#door.checkHost(request);
        sendPage(response, pathname);
      } else {
        this.#door.checkOrigin(request);
        sendJson(response, await this.#answer(request, pathname, searchParams));
      }
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 500;
      const message = error instanceof Error ? error.message : String(error);
      if (!response.headersSent) sendJson(response, { status, body: { message } });
      else response.end();
    }
  }

  async #answer(request: IncomingMessage, pathname: string, query: URLSearchParams): Promise<Answer> {
    const path = pathname.split('/').slice(2).map(decoded);
    const method = request.method ?? 'GET';
    if (path[0] === 'enter' && method === 'POST')
      return { status: 200, body: { key: this.#door.enter(textOf(await readBody(request), 'ticket')) } };
    this.#door.checkKey(request);
    return this.#route({ method, path, query, body: await readBody(request) });
  }

  async #route(request: Request): Promise<Answer> {
    switch (request.path[0]) {
      case 'contents':
        return contents(this.#root, request);
      case 'kernelspecs':
      case 'kernels':
      case 'sessions':
        return this.#kernels.answer(request);
      case 'course':
        return { status: 200, body: await courseView(this.#root) };
      case 'hint':
        return { status: 200, body: await nextHint(this.#root, request) };
      case 'status':
        return { status: 200, body: { boot: this.#boot } };
      case 'me':
        return { status: 200, body: LEARNER };
      default:
        throw new HttpError(404, 'the workbench has no such thing');
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      const { pathname, searchParams } = urlOf(request);
      this.#door.checkOrigin(request);
      this.#door.checkKey(request, searchParams);
      const onSocket = this.#channel(pathname, searchParams);
      this.#sockets.handleUpgrade(request, socket, head, onSocket);
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 500;
      socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\n\r\n`);
    }
  }

  /** What to do with a WebSocket of this path. */
  #channel(pathname: string, query: URLSearchParams): (socket: WebSocket) => void {
    if (pathname === '/api/course/events') return (socket) => this.#events.add(socket);
    if (pathname === '/api/events/subscribe') return () => {}; // Jupyter's own events, of which there are none
    const id = /^\/api\/kernels\/([\w-]+)\/channels$/.exec(pathname)?.[1] ?? '';
    const entry = this.#kernels.entry(id);
    if (!entry) throw new HttpError(404, 'there is no such kernel');
    return (socket) => {
      entry.clients.add(socket, query.get('session_id') ?? '', (framed) => void entry.kernel.send(framed));
      entry.kernel.greet(query.get('boot') === this.#boot);
    };
  }
}

/** Whom Jupyter's client library wants to know. */
const LEARNER = {
  identity: { username: 'learner', name: 'Learner', display_name: 'Learner', initials: 'L', color: null },
  permissions: {},
};

const urlOf = ({ url }: IncomingMessage) => new URL(url ?? '/', 'http://workbench.invalid');

function decoded(part: string): string {
  try {
    const text = decodeURIComponent(part);
    if (!text.includes('/')) return text;
  } catch {
    // told below
  }
  throw new HttpError(400, 'the path cannot be read');
}
