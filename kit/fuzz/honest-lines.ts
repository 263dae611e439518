import type { MessageName } from '../../lib/handshake-rules.js';
import { suiteById } from '../../lib/suites.js';
import type { Kind, Role } from './engines.js';

/** What an honest peer of this engine says, from its first message to some data. */
export function honestLines(role: Role, { suite }: Kind): MessageName[] {
  const end: MessageName[] = ['change_cipher_spec', 'finished', 'application_data'];
  if (role === 'server') return ['client_hello', 'client_key_exchange', ...end];
  const exchange: MessageName[] = suiteById(suite)?.keyExchange === 'RSA' ? [] : ['server_key_exchange'];
  return ['server_hello', 'certificate', ...exchange, 'server_hello_done', ...end];
}
