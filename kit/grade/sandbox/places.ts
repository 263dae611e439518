// Where things lie inside the sandbox.
export const inside = {
  course: '/course',
  /** The helpers that an exercise may import, one file each. */
  lib: '/course/lib',
  modules: '/course/node_modules',
  /** Written in the sandbox: the submission as JavaScript. */
  exercises: '/course/exercises',
  program: '/course/program.js',
  submission: '/submission',
  esbuild: '/tools/esbuild',
  node: '/tools/node',
} as const;
