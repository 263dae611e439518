// What some packages want to know of Node.
export const process = { env: {}, cwd: () => '/', browser: true, nextTick: (run) => queueMicrotask(run) };
