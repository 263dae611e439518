// A certificate chain as a graph: the anchor on top, below it what it vouches for, each signature checked.
import { printable } from '../../lib/der-values.js';
import { TlsError } from '../../lib/errors.js';
import type { Explanation, Verdict } from '../../lib/verify-chain.js';
import { type Certificate, timeText } from '../../lib/x509.js';
import { clip, wrap } from './bytes.js';
import { box, EDGE, INNER, picture, TOP, text, vertical } from './svg.js';

const LINK = 48;
const ROW = 19;

/**
 * The path of a chain, anchor on top, with every rule's verdict and a time line of when each certificate is valid.
 * @param explanation what lib's `explainChain` says
 * @param at the moment that it was judged by, Unix seconds
 */
export function chainGraph(explanation: Explanation, at: number): string {
  const { path, anchored, verdicts } = explanation;
  const toX = timeScale(path, at);
  const body = [text(EDGE, TOP + 4, `judged at ${timeText(at)}, the line in each bar`, { colour: 'dim' })];
  let y = TOP + 18;
  for (const [depth, certificate] of [...path].reverse().entries()) {
    const own = verdicts.filter((verdict) => verdict.certificate === certificate);
    if (depth > 0) {
      body.push(...signatureArrow(y, certificate, own));
      y += LINK;
    }
    const rows = depth === 0 ? [anchorRow(anchored), ...rowsOf(certificate, own)] : rowsOf(certificate, own);
    body.push(...certificateBox(certificate, rows, y, toX, at));
    y += boxHeight(rows);
  }
  const { words, colour } = conclusion(explanation);
  body.push(...words.map((one, i) => text(EDGE, y + 26 + 18 * i, one, { bold: true, colour })));
  return picture('Who vouches for whom', spoken(explanation, at), y + 20 + 18 * words.length, body);
}

interface Row {
  readonly lines: readonly string[];
  readonly kept: boolean;
}

const boxHeight = (rows: readonly Row[]) => 50 + ROW * rows.flatMap(({ lines }) => lines).length;

function certificateBox(
  certificate: Certificate,
  rows: readonly Row[],
  y: number,
  toX: (time: number) => number,
  at: number,
): string[] {
  const { notBefore, notAfter } = certificate;
  const [from, to] = [toX(notBefore), toX(notAfter)];
  const bar = y + boxHeight(rows) - 18;
  const valid = at >= notBefore && at <= notAfter;
  return [
    box(EDGE, y, INNER, boxHeight(rows), { fill: 'grey', stroke: 'line', hint: certificate.subject.text }),
    text(EDGE + 12, y + 21, clip(nameOf(certificate), 46), { bold: true, size: 14 }),
    ...rows
      .flatMap(rowLines)
      .map(([words, colour, indent], i) => text(EDGE + 12 + indent, y + 41 + ROW * i, words, { colour })),
    box(from, bar, Math.max(to - from, 4), 8, { fill: valid ? 'green' : 'red', stroke: 'line' }),
    vertical(toX(at), bar - 4, bar + 12, { colour: 'ink', thick: true }),
  ];
}

/** Where a moment stands in the bars: from the earliest to the latest that matters. */
function timeScale(path: readonly Certificate[], at: number): (time: number) => number {
  const times = [at, ...path.flatMap(({ notBefore, notAfter }) => [notBefore, notAfter])];
  const first = Math.min(...times);
  const span = Math.max(...times) - first || 1;
  return (time) => EDGE + 12 + ((INNER - 24) * (time - first)) / span;
}

/** What there is to say about the topmost certificate. */
const anchorRow = (anchored: boolean): Row =>
  anchored
    ? row('an anchor: trusted from the outset')
    : { lines: ['nobody that we trust has issued this one'], kept: false };

function rowsOf(certificate: Certificate, verdicts: readonly Verdict[]): Row[] {
  return verdicts.filter(({ rule }) => rule !== 'signature').map((verdict) => ruleRow(certificate, verdict));
}

const keptRules: Readonly<Record<string, string>> = {
  'critical extensions': 'no critical extension that we do not know',
  CA: 'may issue certificates',
  purpose: 'extended key usage allows it',
  'key usage': 'key usage allows the key exchange',
};

function ruleRow(certificate: Certificate, { rule, refusal, hostMatch }: Verdict): Row {
  const { notBefore, notAfter } = certificate;
  if (refusal) return { lines: wrap(refusal.message, 52), kept: false };
  if (rule === 'validity') return row(`valid from ${dayOf(notBefore)} to ${dayOf(notAfter)}`);
  if (hostMatch) return row(clip(`${hostMatch.kind} is ${printable(hostMatch.value)}`, 52));
  return row(keptRules[rule] ?? rule);
}

const row = (words: string): Row => ({ lines: [words], kept: true });

/** The lines of a row: the first one with its sign, the others set in below it. */
function rowLines({
  lines,
  kept,
}: Row): (readonly [words: string, colour: 'good' | 'bad', indent: number])[] {
  const [sign, colour] = kept ? (['✓', 'good'] as const) : (['✗', 'bad'] as const);
  return lines.map((words, i) => (i === 0 ? [`${sign} ${words}`, colour, 0] : [words, colour, 15]));
}

const dayOf = (time: number) => timeText(time).slice(0, 10);

function signatureArrow(y: number, certificate: Certificate, verdicts: readonly Verdict[]): string[] {
  const verdict = verdicts.find(({ rule }) => rule === 'signature');
  const failed = verdict?.refusal !== undefined;
  const colour = failed ? 'bad' : 'good';
  const x = EDGE + 40;
  return [
    vertical(x, y, y + LINK, { arrow: true, colour, thick: true, dashed: failed }),
    text(x + 18, y + 21, failed ? '✗ signature refused' : '✓ signature good', { colour, bold: true }),
    text(x + 18, y + 38, certificate.signatureAlgorithm.name, { colour: 'dim' }),
  ];
}

/** What people call the subject: its common name, or the last part of its name. */
function nameOf({ subject }: Certificate): string {
  const lastPart = subject.text.split(', ').at(-1) ?? '';
  return printable(subject.commonName ?? lastPart.replace(/^[A-Z]+=/, '')) || '(empty name)';
}

function conclusion({ outcome }: Explanation): { words: string[]; colour: 'good' | 'bad' } {
  return outcome instanceof TlsError
    ? { words: wrap(`✗ The chain does not stand: ${outcome.message}.`, 50), colour: 'bad' }
    : { words: ['✓ The chain stands.'], colour: 'good' };
}

function spoken(explanation: Explanation, at: number): string {
  const { path, anchored, verdicts } = explanation;
  const blocks = path.map((certificate) => {
    const rules = verdicts
      .filter((verdict) => verdict.certificate === certificate)
      .map(({ rule, refusal }) => (refusal ? `${rule} refused: ${refusal.message}` : `${rule} good`));
    return `${nameOf(certificate)}: ${rules.join(', ')}.`;
  });
  const anchor = anchored ? 'The last one is an anchor.' : 'None of them is an anchor.';
  return `Judged at ${timeText(at)}. ${blocks.join(' ')} ${anchor} ${conclusion(explanation).words.join(' ')}`;
}
