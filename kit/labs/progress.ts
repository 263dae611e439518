// How far an attack is: one line that changes, on a terminal; now and then a plain line, in a pipe.
const PLAIN_EVERY_MS = 2000;

export function showProgress(stream: NodeJS.WriteStream) {
  let last = performance.now();
  return {
    say(text: string): void {
      if (stream.isTTY) stream.write(`\r\x1b[K  ${text}`);
      else if (performance.now() - last > PLAIN_EVERY_MS) {
        last = performance.now();
        stream.write(`  ${text}\n`);
      }
    },
    /** Says how long it took, in place of how far it is. */
    end(seconds: number): void {
      stream.write(`${stream.isTTY ? '\r\x1b[K' : ''}  ${seconds.toFixed(1)} s\n`);
    },
  };
}
