// A chain and its verdicts as a plain text tree, the anchor on top.
import pc from 'picocolors';
import { printable } from '../../lib/der-values.js';
import { TlsError } from '../../lib/errors.js';
import type { Explanation, Verdict } from '../../lib/verify-chain.js';
import { timeText } from '../../lib/x509.js';

/** The tree, one block a certificate, and the verdict in one sentence below it. */
export function chainView({ path, anchored, verdicts, outcome }: Explanation): string {
  const blocks = path.map((certificate, index) => [
    pc.bold(certificate.subject.text || '(empty name)'),
    row('  ', 'issuer', certificate.issuer.text || '(empty name)'),
    ...verdicts.filter((verdict) => verdict.certificate === certificate).map(verdictRow),
    ...(index === path.length - 1 ? [anchorRow(anchored)] : []),
  ]);
  return `${tree(blocks.reverse())}\n\n${sentence(outcome)}`;
}

function anchorRow(anchored: boolean): string {
  return anchored
    ? row(pc.green('ok'), 'anchor', 'one of --ca; its own signature does not matter')
    : row(pc.red('NO'), 'anchor', 'no certificate of --ca has issued this one');
}

function verdictRow(verdict: Verdict): string {
  const { rule, refusal } = verdict;
  return refusal ? row(pc.red('NO'), rule, refusal.message) : row(pc.green('ok'), rule, detail(verdict));
}

const row = (mark: string, rule: string, text: string) => `${mark} ${rule.padEnd(19)} ${text}`;

/** What a rule that is kept has to show. */
function detail({ rule, certificate, hostMatch }: Verdict): string {
  const { notBefore, notAfter, signatureAlgorithm, extensions, version } = certificate;
  switch (rule) {
    case 'validity':
      return `${timeText(notBefore)} to ${timeText(notAfter)}`;
    case 'critical extensions':
      return 'none that we do not know';
    case 'CA':
      return version < 3 ? `version ${version} cannot say so, but it is an anchor` : 'may issue certificates';
    case 'signature':
      return `${signatureAlgorithm.name}, by the key of the certificate above`;
    case 'purpose':
      return extensions.extKeyUsage?.join(', ') ?? 'not limited';
    default:
      return `${hostMatch?.kind} ${printable(hostMatch?.value ?? '')}`;
  }
}

/** Every block hangs on the one above it. */
function tree(blocks: string[][]): string {
  const lines = blocks.flatMap(([name = '', ...rows], depth) => {
    const indent = '    '.repeat(depth);
    const stem = depth < blocks.length - 1 ? '|   ' : '    ';
    return [
      depth === 0 ? name : `${'    '.repeat(depth - 1)}+-- ${name}`,
      ...rows.map((line) => indent + stem + line),
    ];
  });
  return lines.map((line) => line.trimEnd()).join('\n');
}

function sentence(outcome: Explanation['outcome']): string {
  return outcome instanceof TlsError
    ? `${pc.red('The chain does not stand')}: ${outcome.message} (alert ${outcome.alert}).`
    : pc.green('The chain stands.');
}
