// The learner's functions, ready for a handshake: loaded, watched, and with the reference to stand in.
import type { FunctionName } from '../../lib/stages.js';
import { type Loaded, loadExercises } from './load.js';
import { type Shadowed, withShadow } from './shadow.js';
import { startWatchdog } from './watchdog.js';

export interface Yours extends Shadowed, Pick<Loaded, 'problems'> {
  /** Ends the watch over endless loops. */
  stop(): void;
}

/** @param folder where the exercises are */
export async function yourFunctions(folder = 'exercises'): Promise<Yours> {
  const { exercises, problems } = await loadExercises(folder);
  const names = Object.values(exercises).flatMap((stage) => Object.keys(stage)) as FunctionName[];
  const watchdog = startWatchdog(names);
  return { ...withShadow(exercises, watchdog), problems, stop: watchdog.stop };
}
