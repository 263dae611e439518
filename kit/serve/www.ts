import type { Duplex } from 'node:stream';

/** Longest request head we wait for. */
const MAX_HEAD = 64 * 1024;

/**
 * Answers the first HTTP request on the stream, whatever it asks for, with a small page, and closes.
 * @param before what the answer waits for, if for anything
 */
export function answerWww(stream: Duplex, before?: () => Promise<void>): void {
  let head = '';
  const onData = (data: Buffer) => {
    head += data.toString('latin1');
    if (!/\r?\n\r?\n/.test(head) && head.length < MAX_HEAD) return;
    stream.off('data', onData);
    stream.resume();
    const answer = () => stream.end(page(head));
    if (before)
      before().then(answer, () => {}); // what failed is the stream's own error
    else answer();
  };
  stream.on('data', onData);
}

function page(head: string): string {
  const [requestLine = ''] = head.split(/\r?\n/, 1);
  const body = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Rebuild TLS</title>
<h1>It speaks TLS</h1>
<p>You asked: <code>${escapeHtml(requestLine)}</code></p>
</html>
`;
  return [
    'HTTP/1.0 200 OK',
    'Content-Type: text/html; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
