// What the judging process and the learner's process say to each other. Plain data; both sides are of one version.
import type { FunctionName } from '../../lib/stages.js';
import type { Outcome } from './check.js';

export type Question =
  /** Import this file (an absolute path). */
  | { readonly id: number; readonly kind: 'load'; readonly file: string }
  | {
      readonly id: number;
      readonly kind: 'call';
      readonly name: FunctionName;
      readonly args: readonly unknown[];
    };

export type Stopped = Extract<Outcome, { kind: 'stopped' }>;

/** What a module exports, or why it cannot be loaded. */
export type Load =
  | { readonly exports: readonly string[] }
  | { readonly problem: string; readonly line?: number };

export type Answer = { readonly load: Load } | { readonly outcome: Outcome } | { readonly stopped: Stopped };

export type Reply = { readonly ready: true } | ({ readonly id: number } & Answer);
