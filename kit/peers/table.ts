// The README's table of what works with which peer, made from what a run of the matrix measured.

/** One case that worked: our client or our server with a peer. */
export interface Measured {
  readonly peer: string;
  readonly role: 'client' | 'server';
  readonly version: number;
  readonly suite: string;
}

/** Where a run of the matrix with every peer leaves what it measured: `npm test -- test/peers/matrix.test.ts`. */
export const measuredFile = 'out/peers.json';

export const columns = [
  { title: 'to `s_server`', peer: 'openssl', role: 'client' },
  { title: 'from `s_client`', peer: 'openssl', role: 'server' },
  { title: 'to `gnutls-serv`', peer: 'gnutls', role: 'client' },
  { title: 'from `gnutls-cli`', peer: 'gnutls', role: 'server' },
  { title: 'to node:tls', peer: 'node', role: 'client' },
  { title: 'from node:tls', peer: 'node', role: 'server' },
  { title: 'to node-forge', peer: 'forge', role: 'client' },
  { title: 'from node-forge', peer: 'forge', role: 'server' },
] as const;

/** A Markdown table: a row for each of `suites`, and in each cell the TLS versions that worked. */
export function peersTable(measured: readonly Measured[], suites: readonly string[]): string {
  const cell = (suite: string, { peer, role }: (typeof columns)[number]) =>
    versions(measured.filter((m) => m.suite === suite && m.peer === peer && m.role === role));
  const rows = suites.map((suite) => [`\`${suite}\``, ...columns.map((column) => cell(suite, column))]);
  return [
    ['cipher suite', ...columns.map(({ title }) => title)],
    columns.map(() => '---').concat('---'),
    ...rows,
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** "1.0-1.2", "1.2", or a dash where nothing worked. */
export function versions(measured: readonly { readonly version: number }[]): string {
  const minors = [...new Set(measured.map(({ version }) => version - 0x0301))].sort();
  const [first, last] = [minors[0], minors.at(-1)];
  if (first === undefined || last === undefined) return '-';
  if (first === last) return `1.${first}`;
  const whole = minors.length === last - first + 1;
  return whole ? `1.${first}-1.${last}` : minors.map((minor) => `1.${minor}`).join(', ');
}
