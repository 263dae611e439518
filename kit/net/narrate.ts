// A handshake as it goes by, line by line, for people at a terminal.
import pc from 'picocolors';
import type { ConnectionEvent, Security } from '../../lib/connection-types.js';
import { NamedGroup, nameOf, versionName } from '../../lib/registry.js';

/** One line for a message, direction first: `-> client_hello, 158 bytes`. Nothing for other events. */
export function messageLine(event: ConnectionEvent): string | undefined {
  if (event.type !== 'message') return undefined;
  const { sent, name, bytes, encrypted } = event;
  const arrow = sent ? pc.cyan('->') : pc.magenta('<-');
  const length = `${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}`;
  return `${arrow} ${name}, ${length}${encrypted ? ', encrypted' : ''}`;
}

/** What was negotiated, as lines of name and value. */
export function securityLines(security: Security): string[] {
  const { version, suite, group } = security;
  const rows: [string, string][] = [
    ['version', versionName(version) ?? String(version)],
    ['cipher suite', `${suite.name} (0x${suite.id.toString(16).padStart(4, '0')})`],
    [
      'key exchange',
      group === undefined ? suite.keyExchange : `${suite.keyExchange}, ${nameOf(NamedGroup, group)}`,
    ],
    ['extended master secret', security.extendedMasterSecret ? 'yes' : 'no'],
    ['secure renegotiation', security.secureRenegotiation ? 'yes' : 'no'],
    ['certificate', security.trust],
    ...(security.clientChain.length > 0
      ? [['client certificate', 'shown and proved'] as [string, string]]
      : []),
    ...(security.resumed ? [['resumed', `by ${security.resumed}`] as [string, string]] : []),
  ];
  return rows.map(([name, value]) => `   ${name.padEnd(23)} ${value}`);
}
