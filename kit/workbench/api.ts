// What the page and its server say to each other besides Jupyter's API.
import type { StageName } from '../../lib/stages.js';
import type { StageReport } from '../check/report.js';

/** The answer to /api/course. */
export interface CourseView {
  readonly stages: readonly StageView[];
  /** Notebooks of no stage: what comes before and after them. */
  readonly notebooks: readonly NotebookView[];
  readonly points: number;
  readonly next: NextView;
}

export interface StageView {
  readonly stage: StageName;
  readonly number: string;
  readonly title: string;
  readonly exercise: string;
  readonly notebook?: string;
  readonly functions: number;
  readonly solved: number;
  readonly points: number;
  readonly state: 'solved' | 'begun' | 'new';
  /** The file has changed since it was last judged. */
  readonly stale: boolean;
}

export interface NotebookView {
  readonly path: string;
  readonly title: string;
}

/** What to do next: a sentence, and what to open for it. */
export interface NextView {
  readonly text: string;
  readonly notebook?: string;
  readonly exercise?: string;
}

/** What the server tells every page. */
export type Event =
  /** A stage was judged. */
  | { readonly type: 'verdict'; readonly report: StageReport }
  /** A file is another than before; `path` from the root of the course. */
  | { readonly type: 'changed'; readonly path: string }
  /** The server ends; a page saves what it has and says what it could not save. */
  | { readonly type: 'closing' };

/** What a page says. */
export type PageMessage =
  | { readonly type: 'judge'; readonly stage: string }
  | { readonly type: 'closed'; readonly unsaved: readonly string[] };
