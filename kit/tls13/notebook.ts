// What a notebook calls to show TLS 1.3: a message with every byte explained, and a session of here and now.
import { display } from 'tslab';
import { encodeHandshake } from '../../lib/handshake-message.js';
import { freshIdentity } from '../course-ca.js';
import { annotatedHex } from '../views/annotated-hex.js';
import { converse } from './converse.js';
import { liveHtml } from './live-html.js';
import { fieldsOf13 } from './messages.js';
import { readSession13, type Session13 } from './session.js';

/** Shows a handshake message of TLS 1.3, header and body, every field next to its bytes. @throws TlsError */
export function explain13(message: Uint8Array): void {
  display.html(annotatedHex(message, fieldsOf13(message)));
}

/** The encoded messages of a session's handshake, ClientHello to the client's Finished. */
export const messagesOf13 = ({ transcript }: Session13): Uint8Array[] => transcript.map(encodeHandshake);

/** A client and a server of this Node speak TLS 1.3; shows what we read in it. */
export async function liveTls13(request: string, reply: string): Promise<void> {
  const ciphers = 'TLS_AES_128_GCM_SHA256';
  const talk = await converse({ ...freshIdentity(1), request, reply, ciphers });
  display.html(liveHtml(readSession13(talk.wire, talk.keyLog)));
}
