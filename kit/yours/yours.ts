// The learner's functions, ready for a handshake: loaded, watched, and with the reference to stand in.
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Heartbeat, startHeartbeat } from './heartbeat.js';
import { type Loaded, loadExercises } from './load.js';
import { type Shadowed, withShadow } from './shadow.js';

export interface Yours extends Shadowed, Pick<Loaded, 'problems'> {
  /** Where the functions came from, as given. */
  readonly folder: string;
  readonly heartbeat: Heartbeat;
}

/**
 * The caller stops the heartbeat when all is done.
 * @param folder where the exercises are
 */
export async function yourFunctions(folder = 'exercises'): Promise<Yours> {
  const heartbeat = startHeartbeat();
  const { exercises, problems } = await loadExercises(folder, heartbeat);
  heartbeat.doing('the handshake with your functions');
  const shadowed = withShadow(exercises, (stage) =>
    stage in exercises ? realpathSync(resolve(folder, `${stage}.ts`)) : undefined,
  );
  return { ...shadowed, problems, folder, heartbeat };
}
