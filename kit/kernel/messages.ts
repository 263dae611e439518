// The Jupyter wire protocol's frames: what one message looks like on a ZeroMQ socket, signed with the key of the
// connection file (https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol).
import { createHmac, randomUUID } from 'node:crypto';

/** One message; `parent` is the id of the message that it answers. */
export interface Message {
  readonly id: string;
  readonly type: string;
  readonly parent: string | undefined;
  readonly content: Record<string, unknown>;
}

const DELIMITER = '<IDS|MSG>';

/** Frames of a request of this type, with the id that its answers will name as their parent. */
export function request(
  key: string,
  type: string,
  content: Record<string, unknown>,
): { id: string; frames: string[] } {
  const id = randomUUID();
  const header = {
    msg_id: id,
    msg_type: type,
    session: 'rebuild-tls',
    username: '',
    date: new Date().toISOString(),
    version: '5.3',
  };
  const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
  return { id, frames: [DELIMITER, sign(key, parts), ...parts] };
}

/** Reads the frames of one message. Throws when the signature is not the kernel's. */
export function readMessage(key: string, frames: readonly Uint8Array[]): Message {
  const texts = frames.map((frame) => Buffer.from(frame).toString());
  const [signature, ...parts] = texts.slice(texts.indexOf(DELIMITER) + 1);
  if (signature !== sign(key, parts))
    throw new Error('a message claims to be of the kernel and is not signed');
  const [header, parent, , content] = parts.map((part) => JSON.parse(part));
  return { id: header.msg_id, type: header.msg_type, parent: parent.msg_id, content };
}

function sign(key: string, parts: readonly string[]): string {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}
