// The files of the course, as Jupyter's contents API shows and takes them. Nothing here is ever sent as anything but
// JSON, so a browser has no file of a learner's that it could run.
import { createHash } from 'node:crypto';
import { type Stats, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { confine, isForbidden } from './confine.js';
import { type Answer, HttpError, type Request, textOf } from './http.js';
import { checkNotebook, notebookText, parseNotebook } from './notebook-file.js';

/** A file or folder as the API describes it; `content` is null where nobody asked for it. */
interface Model {
  readonly name: string;
  readonly path: string;
  readonly type: 'directory' | 'notebook' | 'file';
  readonly [field: string]: unknown;
}

/** Answers /api/contents/PATH and /api/contents/PATH/checkpoints. */
export async function contents(root: string, request: Request): Promise<Answer> {
  const [, ...parts] = request.path;
  const at = parts.indexOf('checkpoints');
  if (at > 0) return checkpoints(request.method);
  const path = parts.join('/');
  const full = confine(root, path);
  switch (request.method) {
    case 'GET':
      return { status: 200, body: await read(full, path, request.query) };
    case 'PUT':
      await write(full, request.body);
      return { status: 200, body: describe(full, path) };
    case 'POST':
      return { status: 201, body: await create(root, path, request.body) };
    case 'PATCH':
      return { status: 200, body: await move(root, full, textOf(request.body, 'path')) };
    case 'DELETE':
      await remove(root, full);
      return { status: 204 };
    default:
      throw new HttpError(405, `${request.method} is not possible here`);
  }
}

/** There are none: git is the course's memory. The page asks all the same. */
function checkpoints(method: string): Answer {
  if (method === 'GET') return { status: 200, body: [] };
  if (method === 'POST')
    return { status: 201, body: { id: 'none', last_modified: new Date(0).toISOString() } };
  return { status: 204 };
}

function describe(full: string, path: string, found = statOf(full, path)): Model {
  const type = found.isDirectory() ? 'directory' : full.endsWith('.ipynb') ? 'notebook' : 'file';
  return {
    name: path === '' ? '' : basename(full),
    path,
    type,
    last_modified: found.mtime.toISOString(),
    created: found.birthtime.toISOString(),
    size: type === 'directory' ? null : found.size,
    writable: true,
    mimetype: type === 'file' ? mimeType(full) : null,
    content: null,
    format: null,
  };
}

function statOf(full: string, path: string): Stats {
  const found = statSync(full, { throwIfNoEntry: false });
  if (!found) throw new HttpError(404, `${path} does not exist`);
  return found;
}

const MIME_TYPES: Record<string, string> = {
  ts: 'text/typescript',
  md: 'text/markdown',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
};
const mimeType = (full: string) => MIME_TYPES[full.slice(full.lastIndexOf('.') + 1)] ?? 'text/plain';

async function read(full: string, path: string, query: URLSearchParams): Promise<Model> {
  const model = describe(full, path);
  const wanted = query.get('type');
  if (wanted !== null && (wanted === 'directory') !== (model.type === 'directory'))
    throw new HttpError(400, `${path} is a ${model.type}`);
  if (model.type === 'directory')
    return query.get('content') === '0'
      ? model
      : { ...model, format: 'json', content: await list(full, path) };
  const bytes = await readFile(full);
  const described = query.get('hash') === '1' ? { ...model, ...hashOf(bytes) } : model;
  if (query.get('content') === '0') return described;
  return { ...described, ...content(bytes, model, query.get('format')) };
}

const hashOf = (bytes: Uint8Array) => ({
  hash: createHash('sha256').update(bytes).digest('hex'),
  hash_algorithm: 'sha256',
});

async function list(full: string, path: string): Promise<Model[]> {
  const names = (await readdir(full)).filter((name) => !isForbidden(name)).sort();
  const models = names.map(async (name) => {
    const inside = join(full, name);
    const found = await stat(inside).catch(() => undefined); // a link to nothing, or gone just now
    return found ? [describe(inside, path === '' ? name : `${path}/${name}`, found)] : [];
  });
  return (await Promise.all(models)).flat();
}

function content(bytes: Buffer, { type, path }: Model, format: string | null): object {
  if (format === 'base64') return { format, content: bytes.toString('base64'), mimetype: mimeType(path) };
  const text = bytes.toString('utf8');
  if (type !== 'notebook' || format === 'text') return { format: 'text', content: text };
  try {
    return { format: 'json', content: parseNotebook(text) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new HttpError(400, `${path} cannot be read as a notebook: ${why}`);
  }
}

/** Replaces a file in one step, so that it is never half written. */
async function write(full: string, body: Request['body']): Promise<void> {
  if (body.type === 'directory') {
    await mkdir(full, { recursive: true });
    return;
  }
  const old = statSync(full, { throwIfNoEntry: false });
  if (old?.isDirectory()) throw new HttpError(400, 'a folder cannot be replaced by a file');
  await mkdir(dirname(full), { recursive: true });
  const next = join(dirname(full), `.${basename(full)}.${process.pid}.new`);
  await writeFile(next, bytesOf(body), { mode: old?.mode ?? 0o644 });
  await rename(next, full);
}

function bytesOf(body: Request['body']): string | Buffer {
  if (body.type === 'notebook' && body.format !== 'text') {
    try {
      checkNotebook(body.content);
    } catch (error) {
      throw new HttpError(400, (error as Error).message);
    }
    return notebookText(body.content);
  }
  const text = textOf(body, 'content');
  return body.format === 'base64' ? Buffer.from(text, 'base64') : text;
}

/** A new file or folder of a free name, or a copy of another file. */
async function create(root: string, folder: string, body: Request['body']): Promise<Model> {
  const from = typeof body.copy_from === 'string' ? body.copy_from : undefined;
  const ext = body.type === 'notebook' ? '.ipynb' : typeof body.ext === 'string' ? body.ext : '';
  const [stem, ending] = from
    ? splitName(basename(from))
    : [body.type === 'directory' ? 'folder' : 'untitled', ext];
  const path = freePath(root, folder, from ? `${stem}-copy` : (stem as string), ending as string);
  const full = confine(root, path);
  if (from) await write(full, await copied(confine(root, from)));
  else if (body.type === 'notebook') await write(full, { type: 'notebook', content: EMPTY });
  else await write(full, { type: body.type, content: '' });
  return describe(full, path);
}

const EMPTY = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
const copied = async (full: string) => ({ format: 'base64', content: await readFile(full, 'base64') });

function splitName(name: string): [stem: string, ending: string] {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
}

function freePath(root: string, folder: string, stem: string, ending: string): string {
  for (let n = 0; ; n++) {
    const name = `${stem}${n === 0 ? '' : `-${n}`}${ending}`;
    const path = folder === '' ? name : `${folder}/${name}`;
    if (!statSync(confine(root, path), { throwIfNoEntry: false })) return path;
  }
}

async function move(root: string, from: string, path: string): Promise<Model> {
  const to = confine(root, path);
  if (from === root) throw new HttpError(403, 'the course itself cannot be moved');
  if (statSync(to, { throwIfNoEntry: false })) throw new HttpError(409, `${path} is there already`);
  await rename(from, to);
  return describe(to, path);
}

async function remove(root: string, full: string): Promise<void> {
  if (full === root) throw new HttpError(403, 'the course itself cannot be deleted');
  statOf(full, basename(full));
  await rm(full, { recursive: true });
}
