// What `openssl s_client -msg` (or s_server) prints: a heading for each message, its bytes in lines below, and
// among them all that the program prints anyway.
import { hexToBytes } from '@noble/hashes/utils.js';
import type { Piece } from './input.js';
import { InputError } from './input-error.js';
import { byteCount, type Side } from './section.js';

const heading = /^(>>>|<<<) ([^\n[]*?)\[length ([0-9a-f]{4,})\](.*)$/;

export const isOpensslMsg = (text: string) => new RegExp(heading.source, 'm').test(text);

interface Message {
  readonly arrow: string;
  readonly kind: string;
  readonly name: string;
  readonly length: number;
  hex: string;
}

/**
 * The messages, each with what openssl says it is. openssl prints them decrypted, and application data not at all.
 * @throws InputError when a message has fewer bytes than its heading says
 */
export function readOpensslMsg(text: string): Piece[] {
  const messages: Message[] = [];
  for (const line of text.split('\n')) {
    const found = heading.exec(line);
    if (found) {
      const [, arrow, kind, length, name] = found as unknown as [string, string, string, string, string];
      messages.push({ arrow, kind, name, length: Number.parseInt(length, 16), hex: '' });
      continue;
    }
    const last = messages.at(-1);
    const missing = last && 2 * last.length > last.hex.length;
    if (last && missing && /^\s+[0-9a-f]{2}(?: [0-9a-f]{2})*\s*$/.test(line))
      last.hex += line.replace(/\s/g, '');
  }
  if (messages.some(({ kind }) => kind.includes('Inner')))
    throw new InputError('These are messages of TLS 1.3, which is not explained here: connect with -tls1_2.');
  const side = sides(messages);
  return messages.map((message) => {
    const bytes = hexToBytes(message.hex);
    if (bytes.length !== message.length)
      throw new InputError(
        `The paste has ${bytes.length} of the ${byteCount(message.length)} of "${message.arrow} ${message.kind.trim()}${message.name}".`,
      );
    return { bytes, side: side[message.arrow] as Side, ...contentOf(message) };
  });
}

/** >>> is sent and <<< received by whoever printed it: the ClientHello tells who that was. */
function sides(messages: readonly Message[]): Record<string, Side> {
  const clients = messages.find(({ name }) => name.includes('ClientHello'))?.arrow ?? '>>>';
  return clients === '>>>' ? { '>>>': 'client', '<<<': 'server' } : { '>>>': 'server', '<<<': 'client' };
}

function contentOf({ kind }: Message): Pick<Piece, 'content'> {
  if (kind.includes('RecordHeader')) return { content: 'record_header' };
  if (kind.includes('ChangeCipherSpec')) return { content: 'change_cipher_spec' };
  if (kind.includes('Alert')) return { content: 'alert' };
  return { content: 'handshake' };
}
