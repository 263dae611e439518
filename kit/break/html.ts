// A thing broken on purpose, as HTML that reads well without scripts and style sheets.
import { CELL, escapeHtml, head, table, varies } from '../views/html.js';
import { messageHtml } from '../yours/html.js';
import { type Broken, type Reaction, WENT_WELL } from './report.js';

export function brokenHtml({ mistakes, checks }: Broken, reaction?: Reaction): string {
  const rows = checks.map(
    ({ name, noticed }) => `<tr>${cell(noticed ? 'fails' : 'passes')}${cell(name)}</tr>`,
  );
  return [
    ...mistakes.map(({ function: name, name: mistake, says }) =>
      paragraph(
        `<b>${escapeHtml(name)}: ${escapeHtml(mistake)}</b>. A learner would hear: ${escapeHtml(says)}`,
      ),
    ),
    table([head('verdict', 'check'), ...rows]),
    ...(reaction ? reactionHtml(reaction) : []),
  ].join('\n');
}

function reactionHtml({ server, messages, said }: Reaction): string[] {
  const name = varies(escapeHtml(server));
  const rows = messages.map((line) => {
    const [arrow, ...words] = line.split(' ');
    return `<tr>${cell(arrow === '->' ? 'client' : 'server')}${cellHtml(messageHtml(words.join(' ')))}</tr>`;
  });
  return [
    paragraph(`A real handshake with it, with ${name}:`),
    table([head('from', 'message'), ...rows]),
    paragraph(escapeHtml(said ?? WENT_WELL).replaceAll(escapeHtml(server), name)),
  ];
}

const paragraph = (html: string) => `<p>${html}</p>`;
const cell = (text: string) => cellHtml(escapeHtml(text));
const cellHtml = (html: string) => `<td style="${CELL}">${html}</td>`;
