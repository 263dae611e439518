// Kernels and the sessions that tie each to a notebook, as Jupyter's API has them. The table of sessions is kept on
// disk: when the server starts again, a page that was left open finds its kernel by the same name, with a new process
// behind it.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Clients } from './clients.js';
import { type Answer, HttpError, type Request, textOf } from './http.js';
import { Kernel } from './kernel.js';

/** The kernelspec's name, the same as in Jupyter. */
export const KERNEL_NAME = 'rebuild-tls';
const KERNEL_SPEC = {
  name: KERNEL_NAME,
  spec: {
    argv: [],
    display_name: 'TypeScript (Rebuild TLS)',
    language: 'typescript',
    interrupt_mode: 'message',
    metadata: {},
    env: {},
  },
  resources: {},
};

export interface Entry {
  readonly kernel: Kernel;
  readonly clients: Clients;
}

interface Session {
  readonly id: string;
  path: string;
  name: string;
  type: string;
  kernel: string;
}

export class Kernels {
  readonly #kernels = new Map<string, Entry>();
  readonly #sessions = new Map<string, Session>();

  /** @param file keeps the sessions */
  constructor(private readonly file: string) {
    for (const session of storedSessions(file)) {
      this.#sessions.set(session.id, session);
      this.#add(session.kernel, true);
    }
  }

  entry(id: string): Entry | undefined {
    return this.#kernels.get(id);
  }

  /** Answers /api/kernelspecs, /api/kernels and /api/sessions. */
  async answer(request: Request): Promise<Answer> {
    const [topic, id, verb] = request.path;
    if (topic === 'kernelspecs') return kernelspecs(id);
    if (topic === 'sessions')
      return id === undefined ? this.#allSessions(request) : this.#session(id, request);
    return id === undefined ? this.#allKernels(request) : this.#kernel(id, verb, request);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#kernels.values()].map(({ kernel }) => kernel.stop()));
  }

  #add(id: string, restored = false): Entry {
    const clients = new Clients();
    const entry = { kernel: new Kernel(id, (framed) => clients.send(framed), restored), clients };
    this.#kernels.set(id, entry);
    return entry;
  }

  async #start(): Promise<Entry> {
    const entry = this.#add(randomUUID());
    try {
      await entry.kernel.start();
    } catch (error) {
      this.#kernels.delete(entry.kernel.id);
      throw new HttpError(500, `The kernel does not start: ${(error as Error).message}`);
    }
    return entry;
  }

  async #kill(id: string): Promise<void> {
    const entry = this.#kernels.get(id);
    this.#kernels.delete(id);
    for (const session of [...this.#sessions.values()])
      if (session.kernel === id) this.#sessions.delete(session.id);
    this.#store();
    await entry?.kernel.stop();
  }

  async #allKernels({ method }: Request): Promise<Answer> {
    if (method === 'GET') return { status: 200, body: [...this.#kernels.values()].map(kernelModel) };
    if (method === 'POST') return { status: 201, body: kernelModel(await this.#start()) };
    throw new HttpError(405, `${method} is not possible here`);
  }

  async #kernel(id: string, verb: string | undefined, { method }: Request): Promise<Answer> {
    const entry = this.#kernels.get(id);
    if (!entry) throw new HttpError(404, 'there is no such kernel');
    if (method === 'DELETE') await this.#kill(id);
    else if (method === 'POST' && verb === 'interrupt') entry.kernel.interrupt();
    else if (method === 'POST' && verb === 'restart') await entry.kernel.restart();
    else return { status: 200, body: kernelModel(entry) };
    return verb === 'restart' ? { status: 200, body: kernelModel(entry) } : { status: 204 };
  }

  async #allSessions({ method, body }: Request): Promise<Answer> {
    if (method === 'GET')
      return { status: 200, body: [...this.#sessions.values()].map((one) => this.#model(one)) };
    const [path, type] = [textOf(body, 'path'), textOf(body, 'type')];
    const found = [...this.#sessions.values()].find((one) => one.path === path && one.type === type);
    if (found) return { status: 201, body: this.#model(found) };
    const kernel = await this.#wanted(body.kernel);
    const session = { id: randomUUID(), path, name: textOf(body, 'name'), type, kernel: kernel.kernel.id };
    this.#sessions.set(session.id, session);
    this.#store();
    return { status: 201, body: this.#model(session) };
  }

  /** The kernel that a request names, or a new one. */
  async #wanted(kernel: unknown): Promise<Entry> {
    const { id } = (kernel ?? {}) as { id?: unknown };
    return (typeof id === 'string' && this.#kernels.get(id)) || this.#start();
  }

  async #session(id: string, { method, body }: Request): Promise<Answer> {
    const session = this.#sessions.get(id);
    if (!session) throw new HttpError(404, 'there is no such session');
    if (method === 'DELETE') {
      await this.#kill(session.kernel);
      return { status: 204 };
    }
    if (method === 'PATCH') await this.#change(session, body);
    return { status: 200, body: this.#model(session) };
  }

  /** A notebook was renamed, or wants another kernel. */
  async #change(session: Session, body: Request['body']): Promise<void> {
    for (const name of ['path', 'name', 'type'] as const)
      if (typeof body[name] === 'string') session[name] = body[name];
    if (body.kernel) {
      const [old, next] = [session.kernel, await this.#wanted(body.kernel)];
      session.kernel = next.kernel.id;
      if (old !== session.kernel) await this.#kill(old);
    }
    this.#store();
  }

  #model({ kernel, ...session }: Session): object {
    const entry = this.#kernels.get(kernel);
    const notebook = { path: session.path, name: session.name };
    return { ...session, notebook, kernel: entry ? kernelModel(entry) : null };
  }

  #store(): void {
    writeFileSync(this.file, JSON.stringify([...this.#sessions.values()]));
  }
}

function kernelspecs(name: string | undefined): Answer {
  if (name === undefined)
    return { status: 200, body: { default: KERNEL_NAME, kernelspecs: { [KERNEL_NAME]: KERNEL_SPEC } } };
  if (name === KERNEL_NAME) return { status: 200, body: KERNEL_SPEC };
  throw new HttpError(404, 'there is no such kernelspec');
}

const kernelModel = ({ kernel, clients }: Entry) => ({
  id: kernel.id,
  name: KERNEL_NAME,
  execution_state: kernel.state,
  last_activity: kernel.lastActivity.toISOString(),
  connections: clients.count,
});

function storedSessions(file: string): Session[] {
  try {
    const stored = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
    const isText = (value: unknown) => typeof value === 'string';
    return stored.filter(({ id, path, name, type, kernel }: Session) =>
      [id, path, name, type, kernel].every(isText),
    );
  } catch {
    return []; // pages that are open ask for new ones
  }
}
