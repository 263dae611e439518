import type { PeerName } from '../peers/detect.js';

export interface Skipped {
  readonly title: string;
  /** The peers whose absence skipped it; none when the test was skipped for another reason. */
  readonly peers: readonly PeerName[];
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly skippedTests: readonly Skipped[];
}
