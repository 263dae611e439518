// Kernel messages that the workbench makes in the kernel's place.
import { randomUUID } from 'node:crypto';
import type { Parts } from '../kernel/messages.js';

/** @param parent the header of the request that it answers, as JSON */
export function ownParts(msg_type: string, content: object, parent: string): Parts {
  const { session = '' } = JSON.parse(parent);
  const date = new Date().toISOString();
  const header = { msg_id: randomUUID(), msg_type, username: '', session, date, version: '5.3' };
  return {
    header: JSON.stringify(header),
    parent,
    metadata: '{}',
    content: JSON.stringify(content),
    buffers: [],
  };
}
