// Says how far a run is: one line that changes, on a terminal; now and then a plain line, in a pipe.
const PLAIN_EVERY_MS = 5000;

export interface Progress {
  cell(number: number): void;
  /** Ends the live line and prints the notebook's verdict. */
  end(verdict: string): void;
}

export function showProgress(name: string, cells: number, stream: NodeJS.WriteStream): Progress {
  const start = Date.now();
  const elapsed = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
  let printed = 0;
  const plain = (text: string) => {
    printed = Date.now();
    stream.write(`${text}\n`);
  };
  const live = (text: string) => stream.write(`\r\x1b[K${text}`);
  if (stream.isTTY) live(`${name}  starting the kernel`);
  return {
    cell(number) {
      const text = `${name}  cell ${number} of ${cells}  ${elapsed()}`;
      if (stream.isTTY) live(text);
      else if (Date.now() - printed > PLAIN_EVERY_MS) plain(text);
    },
    end(verdict) {
      if (stream.isTTY) live('');
      plain(`${name}  ${cells} cells  ${elapsed()}  ${verdict}`);
    },
  };
}
