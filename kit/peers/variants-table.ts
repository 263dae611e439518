// The README's second table: which variants of the handshake work with which peer.
import { columns, versions } from './table.js';

/** One variant that worked. */
export interface MeasuredVariant {
  readonly peer: string;
  readonly role: 'client' | 'server';
  readonly version: number;
  readonly variant: string;
}

/** The rows of the table. */
export const variantNames = [
  'resumption by session id',
  'resumption by ticket',
  'client certificate',
  'renegotiation, begun by the client',
  'renegotiation, asked for by the server',
  'OCSP stapling',
] as const;

/** Where a run with every peer leaves what it measured: `npm test -- test/peers/variants.test.ts`. */
export const measuredVariantsFile = 'out/peers-variants.json';

export function variantsTable(measured: readonly MeasuredVariant[]): string {
  const peers = columns.filter(({ peer }) => peer !== 'forge');
  const rows = variantNames.map((variant) => [
    variant,
    ...peers.map(({ peer, role }) =>
      versions(measured.filter((m) => m.variant === variant && m.peer === peer && m.role === role)),
    ),
  ]);
  return [['variant', ...peers.map(({ title }) => title)], ['---', ...peers.map(() => '---')], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
