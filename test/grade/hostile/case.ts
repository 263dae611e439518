// A hostile submission: a wrong answer to stage 08 that tries to score.
import type { Kill, RefusedFrame } from '../../../kit/grade/record.js';

export interface Hostile {
  /** What it tries, in one line. */
  readonly name: string;
  /** The text of its 08-finished.ts. */
  readonly code: string;
  /** How its end is told, where it does not simply answer wrongly. */
  readonly kill?: Kill['why'] | readonly Kill['why'][];
  /** What it sends that is thrown away. */
  readonly frame?: RefusedFrame;
  /** What the learner reads about the file. */
  readonly problem?: RegExp;
}

/** The three functions of the stage, each with the same body. */
export const all = (body: string, before = '') => `${before}
export function transcriptHash(...args: any[]): any { ${body} }
export function verifyDataInput(...args: any[]): any { ${body} }
export function checkVerifyData(...args: any[]): any { ${body} }
`;

/** One function alone, for what takes a second. */
export const one = (body: string, before = '') => `${before}
export function transcriptHash(...args: any[]): any { ${body} }
`;
