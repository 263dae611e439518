// What every answer of the workbench has in common.
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request that gets this status and a sentence, as Jupyter's clients expect it. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** What comes back: a status and, unless it is 204, JSON. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** One request to the API: the path is decoded and split, without its first part, 'api'. */
export interface Request {
  readonly method: string;
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** The JSON that came along; an empty object without any. */
  readonly body: Record<string, unknown>;
}

/** A notebook with large outputs is some megabytes; nothing that a page saves is larger than this. */
const BODY_LIMIT = 64 * 2 ** 20;

/** @throws HttpError when it is too long or no JSON object */
export async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > BODY_LIMIT) throw new HttpError(413, `the workbench takes at most ${BODY_LIMIT} bytes`);
    chunks.push(chunk);
  }
  if (length === 0) return {};
  try {
    const body = JSON.parse(Buffer.concat(chunks).toString());
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  } catch {
    // told below
  }
  throw new HttpError(400, 'the request is no JSON object');
}

/**
 * Headers of every answer. The policy keeps scripts to the files of the workbench itself, so that nothing in a
 * notebook, a picture or an exercise runs with the key of the page, and keeps all requests on this machine.
 */
export const SECURITY_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

export function sendJson(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-type': 'application/json',
    'cache-control': 'no-store',
  });
  response.end(status === 204 ? undefined : JSON.stringify(body ?? {}));
}

/** A text of the request. @throws HttpError when it is none */
export function textOf(body: Record<string, unknown>, name: string): string {
  const value = body[name];
  if (typeof value === 'string') return value;
  throw new HttpError(400, `the request has no text called ${name}`);
}
