// All labs, in the order in which their attacks became known.
import { beast } from './beast.js';
import { bleichenbacher } from './bleichenbacher/lab.js';
import { crime } from './crime.js';
import { e3Forgery } from './e3-forgery.js';
import { gcmNonce } from './gcm-nonce/lab.js';
import type { Lab } from './lab.js';
import { netscapeSeed } from './netscape-seed.js';
import { paddingOracle } from './padding-oracle/lab.js';
import { rc4Bias } from './rc4-bias/lab.js';
import { recordOrder } from './record-order.js';
import { stolenKey } from './stolen-key.js';
import { truncation } from './truncation.js';
import { versionRollback } from './version-rollback.js';

export const labs: readonly Lab[] = [
  stolenKey,
  netscapeSeed,
  truncation,
  recordOrder,
  versionRollback,
  bleichenbacher,
  rc4Bias(2 ** 15),
  paddingOracle,
  e3Forgery,
  gcmNonce,
  beast,
  crime,
];
