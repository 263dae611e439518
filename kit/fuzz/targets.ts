import { captureTargets } from './capture-targets.js';
import { certificateTargets } from './certificate-targets.js';
import { decoderTargets } from './decoder-targets.js';
import { engineTargets } from './engine-targets.js';
import { protectionTarget } from './protection-target.js';
import { puppetTargets } from './puppet-targets.js';
import type { Target } from './target.js';
import { variantTargets } from './variant-targets.js';

/** Everything that takes bytes from strangers. */
export const targets: readonly Target[] = [
  ...decoderTargets,
  ...variantTargets,
  ...certificateTargets,
  protectionTarget,
  ...captureTargets,
  ...engineTargets,
  ...puppetTargets,
];
