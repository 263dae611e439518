// Who may come in. A kernel runs whatever it is sent, so a request that gets past this door can do all that the
// learner can. kit/workbench/README.md lists the threats; test/workbench-door.test.ts tries each.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { HttpError } from './http.js';

const KEY_BYTES = 32;
const newKey = () => randomBytes(KEY_BYTES).toString('base64url');

export class Door {
  /** What an address that was printed and not yet opened is good for. */
  readonly #tickets = new Set<string>();
  readonly #key: string;
  /** Where the server listens; no other host name is ours. */
  port = 0;

  /** @param folder keeps the key, so that a page that is open stays in when the server starts again */
  constructor(folder: string) {
    this.#key = storedKey(join(folder, 'key'));
  }

  /** A ticket for one page; it goes into the address after #, which a browser sends to nobody. */
  ticket(): string {
    const ticket = newKey();
    this.#tickets.add(ticket);
    return ticket;
  }

  /** Exchanges a ticket for the key. @throws HttpError when the ticket is no good (any more) */
  enter(ticket: string): string {
    if (this.#tickets.delete(ticket)) return this.#key;
    throw new HttpError(403, 'this address was opened before, or is not one of this workbench');
  }

  /** @throws HttpError unless the request names us as its host: a name that was made to point here is not ours */
  checkHost({ headers }: IncomingMessage): void {
    const hosts = [`127.0.0.1:${this.port}`, `localhost:${this.port}`];
    if (!hosts.includes(headers.host ?? ''))
      throw new HttpError(403, 'the workbench answers to no other host name');
  }

  /** @throws HttpError unless the request names us as its host and comes from no other page than ours */
  checkOrigin(request: IncomingMessage): void {
    this.checkHost(request);
    const { host, origin, 'sec-fetch-site': site } = request.headers;
    const ours = origin === undefined || origin === `http://${host}`;
    if (!ours || (site !== undefined && site !== 'same-origin' && site !== 'none'))
      throw new HttpError(403, 'the request comes from another page');
  }

  /** @throws HttpError unless the request has the key, in a header or, on a WebSocket, in the query */
  checkKey({ headers }: IncomingMessage, query?: URLSearchParams): void {
    const given = query?.get('token') ?? /^token (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    if (!equal(given, this.#key)) throw new HttpError(401, 'the request does not have the key');
  }
}

/** Takes the same time wherever they differ. */
function equal(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(left as Buffer, right as Buffer);
}

function storedKey(path: string): string {
  const stored = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const key = Buffer.from(stored, 'base64url').length === KEY_BYTES ? stored : newKey();
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(path, key, { mode: 0o600 });
  chmodSync(path, 0o600); // it may have been there with another mode
  return key;
}
