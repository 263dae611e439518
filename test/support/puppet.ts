import { type Engine, type Kind, type MoreOptions, type Role, startEngine } from '../../kit/fuzz/engines.js';
import { Puppet } from '../../kit/fuzz/puppet.js';
import type { TlsError } from '../../lib/errors.js';
import type { MessageName } from '../../lib/handshake-rules.js';
import type { Content } from '../../lib/record-layer.js';
import type { ClientSession } from '../../lib/sessions.js';

export type Line = MessageName | Content;

/** How a play ended: the engine, its opponent, and what the engine threw. */
export interface Outcome {
  readonly engine: Engine;
  readonly puppet: Puppet;
  readonly error: TlsError | undefined;
  /** How many lines were said before the engine was over. */
  readonly said: number;
}

/**
 * An engine against a puppet that says these lines, one record each, after hearing out the engine each time.
 * @param last what the puppet does after its lines
 * @param with more options of the engine, and a session that the puppet resumes
 */
export function play(
  role: Role,
  kind: Kind,
  lines: readonly Line[],
  last?: (puppet: Puppet) => void,
  { options, resumes }: { readonly options?: MoreOptions; readonly resumes?: ClientSession } = {},
): Outcome {
  const engine = startEngine(role, kind, options);
  const puppet = new Puppet(role === 'client' ? 'server' : 'client', kind, resumes);
  const hear = () => {
    for (const record of engine.connection.takeOutput()) puppet.receive(record);
  };
  let said = 0;
  try {
    for (const line of lines) {
      hear();
      say(puppet, line);
      for (const record of puppet.takeOutput()) engine.connection.receive(record);
      said++;
    }
    hear();
    last?.(puppet);
    for (const record of puppet.takeOutput()) engine.connection.receive(record);
    hear();
    return { engine, puppet, said, error: undefined };
  } catch (error) {
    hear();
    return { engine, puppet, said, error: error as TlsError };
  }
}

function say(puppet: Puppet, line: Line): void {
  if (typeof line === 'string') puppet.say(line);
  else puppet.sayPlain(line);
}
