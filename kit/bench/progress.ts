/** Says what is being measured and how far it is: a line that changes on a terminal, a line for each in a pipe. */
export function showProgress(stream: NodeJS.WriteStream) {
  const start = performance.now();
  let shown = '';
  return {
    step(what: string, done: number, of: number): void {
      const seconds = `${((performance.now() - start) / 1000).toFixed(0)} s`;
      if (stream.isTTY) stream.write(`\r\x1b[K${what}  ${done} of ${of}  ${seconds}`);
      else if (what !== shown) stream.write(`${seconds}  ${what}\n`);
      shown = what;
    },
    /** Leaves the terminal's line empty. */
    end(): void {
      if (stream.isTTY) stream.write('\r\x1b[K');
    },
  };
}
