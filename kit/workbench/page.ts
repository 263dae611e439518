// The page itself: files that `npm run workbench:build` made, the same for everybody.
import { existsSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HttpError, SECURITY_HEADERS } from './http.js';

const DIST = fileURLToPath(new URL('dist/', import.meta.url));
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/**
 * Sends a file of the page. `/` and `/lab/...` are the page: what comes after says what it opens.
 * @throws HttpError when there is no such file
 */
export function sendPage(response: ServerResponse, path: string): void {
  const name =
    path === '/' || path === '/lab' || path.startsWith('/lab/')
      ? 'index.html'
      : path.slice('/static/'.length);
  const isFile = path.startsWith('/static/') || name === 'index.html';
  const file = join(DIST, name);
  if (!isFile || !/^[\w@-]+(?:[./][\w@-]+)*$/.test(name) || !existsSync(file) || !extname(file))
    throw new HttpError(404, `${path} does not exist`);
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'content-type': TYPES[extname(name)] ?? 'text/plain; charset=utf-8',
    'cache-control': 'no-cache',
  });
  response.end(readFileSync(file));
}
