// All labs, in the order in which their attacks became known.
import type { Lab } from './lab.js';
import { netscapeSeed } from './netscape-seed.js';
import { stolenKey } from './stolen-key.js';

export const labs: readonly Lab[] = [stolenKey, netscapeSeed(2)];
