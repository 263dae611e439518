// The Jupyter wire protocol's frames: what one message looks like on a ZeroMQ socket, signed with the key of the
// connection file (https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol).
import { createHmac, randomUUID } from 'node:crypto';

/** A message as the wire carries it: four JSON texts, and bytes that go along. */
export interface Parts {
  readonly header: string;
  readonly parent: string;
  readonly metadata: string;
  readonly content: string;
  readonly buffers: readonly Uint8Array[];
}

/** One message; `parent` is the id of the message that it answers. */
export interface Message {
  readonly id: string;
  readonly type: string;
  readonly parent: string | undefined;
  readonly content: Record<string, unknown>;
}

const DELIMITER = '<IDS|MSG>';

/** A request of this type, with the id that its answers will name as their parent. */
export function request(type: string, content: Record<string, unknown>): { id: string; parts: Parts } {
  const id = randomUUID();
  const header = {
    msg_id: id,
    msg_type: type,
    session: 'rebuild-tls',
    username: '',
    date: new Date().toISOString(),
    version: '5.3',
  };
  const parts = {
    header: JSON.stringify(header),
    parent: '{}',
    metadata: '{}',
    content: JSON.stringify(content),
  };
  return { id, parts: { ...parts, buffers: [] } };
}

/** The frames of a message, signed. */
export function writeFrames(key: string, parts: Parts): (string | Uint8Array)[] {
  const signed = [parts.header, parts.parent, parts.metadata, parts.content, ...parts.buffers];
  return [DELIMITER, sign(key, signed), ...signed];
}

/** Reads the frames of one message. Throws when the signature is not the kernel's. */
export function readFrames(key: string, frames: readonly Uint8Array[]): Parts {
  const bytes = frames.map((frame) => Buffer.from(frame));
  const start = bytes.findIndex((frame) => frame.equals(Buffer.from(DELIMITER)));
  const [signature, ...signed] = bytes.slice(start + 1);
  if (signature?.toString() !== sign(key, signed))
    throw new Error('a message claims to be of the kernel and is not signed');
  const [header = '{}', parent = '{}', metadata = '{}', content = '{}'] = signed.slice(0, 4).map(String);
  return { header, parent, metadata, content, buffers: signed.slice(4) };
}

export function readMessage({ header, parent, content }: Parts): Message {
  const { msg_id, msg_type } = JSON.parse(header);
  return { id: msg_id, type: msg_type, parent: JSON.parse(parent).msg_id, content: JSON.parse(content) };
}

function sign(key: string, parts: readonly (string | Uint8Array)[]): string {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}
