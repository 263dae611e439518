// Where things lie inside the sandbox.

/** Only without a sandbox do they lie below a folder. */
const root = process.env.GRADE_ROOT ?? '';

export const inside = {
  course: `${root}/course`,
  /** The helpers that an exercise may import, one file each. */
  lib: `${root}/course/lib`,
  modules: `${root}/course/node_modules`,
  /** Written in the sandbox: the submission as JavaScript. */
  exercises: `${root}/course/exercises`,
  program: `${root}/course/program.js`,
  submission: `${root}/submission`,
  esbuild: `${root}/tools/esbuild`,
  node: `${root}/tools/node`,
  compiler: `${root}/tools/typescript`,
} as const;
