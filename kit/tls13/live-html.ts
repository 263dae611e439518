import { ContentType } from '../../lib/registry.js';
import { suiteName } from '../../lib/suites.js';
import { brief } from '../views/bytes.js';
import { CELL, count, escapeHtml, head, table, varies } from '../views/html.js';
import { messageName } from './flights.js';
import type { ReadRecord, Session13 } from './session.js';

/** A session as a table: each message of the handshake, the data, and what was verified. Fresh values vary. */
export function liveHtml(session: Session13): string {
  const rows = session.records.flatMap(rowsOf);
  return [
    `<p><b>node:tls on Node ${varies(process.version)} with OpenSSL ${varies(escapeHtml(process.versions.openssl))}, just now</b></p>`,
    table([head('from', 'on the wire', 'inside', 'bytes'), ...rows]),
    `<p>${suiteName(session.cipherSuite)}. The server's signature and both Finished are right.</p>`,
  ].join('\n');
}

/** Tickets are left out: how many a server gives, and when, is its own affair. */
function rowsOf({ from, record, inner, messages }: ReadRecord): string[] {
  const seen = varies(
    `${record.type} ${escapeHtml(brief(record.fragment, 4))}, ${count(record.fragment.length)}`,
  );
  const row = (name: string, bytes: string) =>
    `<tr>${[from, seen, name, bytes].map((cell) => `<td style="${CELL}">${cell}</td>`).join('')}</tr>`;
  if (inner?.type === ContentType.application_data)
    return [
      row('application data', escapeHtml(new TextDecoder().decode(inner.content).split('\r\n')[0] ?? '')),
    ];
  return messages
    .map(({ msgType, body }) => ({ name: messageName(msgType), body }))
    .filter(({ name }) => name !== 'NewSessionTicket')
    .map(({ name, body }) => row(name, varies(brief(body, 8))));
}
