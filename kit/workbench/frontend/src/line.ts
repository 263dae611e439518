// The line to the server's news: verdicts, files that changed, the end of the server. It mends itself.
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { Token } from '@lumino/coreutils';
import { type ISignal, Signal } from '@lumino/signaling';
import type { Hint } from '../../../hints/hint.js';
import type { CourseView, Event, PageMessage } from '../../api.js';
import type { Plugin } from './extensions.js';

export const ILine = new Token<Line>('@rebuild-tls/workbench:ILine');
/** How long to wait before the line is tried again. */
const RETRY_MS = 1000;

export class Line {
  readonly #events = new Signal<this, Event>(this);
  readonly #state = new Signal<this, boolean>(this);
  #socket: WebSocket | undefined;

  constructor(private readonly settings: ServerConnection.ISettings) {}

  get events(): ISignal<this, Event> {
    return this.#events;
  }

  /** Emits true when the line stands (again), false when it broke. */
  get state(): ISignal<this, boolean> {
    return this.#state;
  }

  connect(): void {
    const url = URLExt.join(this.settings.wsUrl, 'api/course/events');
    const socket = new WebSocket(`${url}?token=${encodeURIComponent(this.settings.token)}`);
    let stood = false;
    socket.onopen = () => {
      stood = true;
      this.#socket = socket;
      this.#state.emit(true);
    };
    socket.onmessage = ({ data }) => this.#events.emit(JSON.parse(data));
    socket.onclose = () => {
      this.#socket = undefined;
      if (stood) this.#state.emit(false);
      window.setTimeout(() => this.connect(), RETRY_MS);
    };
  }

  /** What is said while the line is broken is not heard: the page asks again when it stands. */
  say(message: PageMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  course(): Promise<CourseView> {
    return this.#request('api/course', {});
  }

  hint(stage: string, name: string): Promise<Hint> {
    return this.#request(`api/hint/${stage}/${name}`, { method: 'POST' });
  }

  async #request<T>(path: string, init: RequestInit): Promise<T> {
    const url = URLExt.join(this.settings.baseUrl, path);
    const response = await ServerConnection.makeRequest(url, init, this.settings);
    if (!response.ok) throw await ServerConnection.ResponseError.create(response);
    return response.json();
  }
}

export const line: Plugin = {
  id: '@rebuild-tls/workbench:line',
  autoStart: true,
  provides: ILine,
  activate: (app) => {
    const made = new Line(app.serviceManager.serverSettings);
    made.connect();
    return made;
  },
};
