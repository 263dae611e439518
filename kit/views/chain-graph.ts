// A certificate chain as a graph: the anchor on top, below it what it vouches for, each signature checked.
import { printable } from '../../lib/der-values.js';
import { TlsError } from '../../lib/errors.js';
import type { Explanation, Verdict } from '../../lib/verify-chain.js';
import { type Certificate, timeText } from '../../lib/x509.js';
import { clip } from './bytes.js';
import { box, EDGE, line, picture, TOP, text, WIDTH } from './svg.js';

/**
 * The path of a chain, anchor on top, with every rule's verdict.
 * @param explanation what `explainChain` of lib says
 * @param at the moment it was judged by, Unix seconds
 */
export function chainGraph(explanation: Explanation, at: number): string {
  const { path, anchored, verdicts, outcome } = explanation;
  let y = TOP + 18;
  const body = [text(EDGE, TOP + 4, `judged at ${timeText(at)}`, { colour: 'dim' })];
  for (const [depth, certificate] of [...path].reverse().entries()) {
    const own = verdicts.filter((verdict) => verdict.certificate === certificate);
    const signature = own.find(({ rule }) => rule === 'signature');
    if (depth > 0) {
      body.push(signatureArrow(y, certificate, signature));
      y += LINK;
    }
    const isAnchor = anchored && depth === 0;
    const rows = rowsOf(certificate, own, isAnchor);
    body.push(...certificateBox(certificate, rows, y, isAnchor));
    y += boxHeight(rows);
  }
  const stands = !(outcome instanceof TlsError);
  const verdict = wrap(stands ? 'The chain stands.' : `The chain does not stand: ${outcome.message}.`, 62);
  verdict.forEach((words, i) => {
    const sign = i === 0 ? (stands ? '✓ ' : '✗ ') : '   ';
    body.push(text(EDGE, y + 26 + 18 * i, sign + words, { bold: true, colour: stands ? 'good' : 'bad' }));
  });
  return picture('Who vouches for whom', describe(explanation, at), y + 20 + 18 * verdict.length, body);
}

const LINK = 44;
const ROW = 19;
const boxHeight = (rows: readonly unknown[]) => 34 + ROW * rows.length;

interface Row {
  readonly words: string;
  readonly verdict?: 'good' | 'bad';
}

function certificateBox(
  certificate: Certificate,
  rows: readonly Row[],
  y: number,
  isAnchor: boolean,
): string[] {
  return [
    box(EDGE, y, WIDTH - 2 * EDGE, boxHeight(rows), {
      fill: isAnchor ? 'green' : 'grey',
      stroke: 'line',
      hint: certificate.subject.text,
    }),
    text(EDGE + 12, y + 22, clip(nameOf(certificate), 50), { bold: true, size: 14 }),
    ...rows.map(({ words, verdict }, i) =>
      text(
        EDGE + 12,
        y + 42 + ROW * i,
        `${verdict === 'bad' ? '✗' : verdict ? '✓' : '·'} ${clip(words, 58)}`,
        {
          colour: verdict ?? 'ink',
        },
      ),
    ),
  ];
}

function rowsOf(certificate: Certificate, verdicts: readonly Verdict[], isAnchor: boolean): Row[] {
  const others = verdicts.filter(({ rule }) => rule !== 'signature');
  return [
    ...(isAnchor ? [{ words: 'anchor: we trust it from the outset', verdict: 'good' as const }] : []),
    ...others.map((verdict) => ruleRow(certificate, verdict)),
  ];
}

function ruleRow({ notBefore, notAfter }: Certificate, { rule, refusal, hostMatch }: Verdict): Row {
  const days = `${timeText(notBefore).slice(0, 10)} to ${timeText(notAfter).slice(0, 10)}`;
  const details: Record<string, string> = {
    validity: `valid ${days}`,
    'critical extensions': 'no critical extension that we do not know',
    CA: 'may issue certificates',
    purpose: 'may be used for this',
    'key usage': 'its key may be used for this',
    'host name': `${hostMatch?.kind ?? 'host name'} ${printable(hostMatch?.value ?? '')}`,
  };
  const words = details[rule] ?? rule;
  return refusal
    ? { words: rule === 'validity' ? words : `not: ${words}`, verdict: 'bad' }
    : { words, verdict: 'good' };
}

function signatureArrow(y: number, certificate: Certificate, verdict: Verdict | undefined): string {
  const failed = verdict?.refusal !== undefined;
  const colour = failed ? 'bad' : verdict ? 'good' : 'dim';
  const words = failed ? '✗ signature does not fit' : verdict ? '✓ signature fits' : 'signature not checked';
  const x = EDGE + 60;
  return [
    line(
      [
        [x, y],
        [x, y + LINK],
      ],
      { arrow: true, colour, thick: true, dashed: failed },
    ),
    text(x + 16, y + 20, words, { colour, bold: true }),
    text(x + 16, y + 36, certificate.signatureAlgorithm.name, { colour: 'dim' }),
  ].join('');
}

const nameOf = ({ subject }: Certificate) =>
  printable(subject.commonName ?? subject.text.split(',').at(-1)?.trim() ?? '') || '(empty name)';

function wrap(sentence: string, most: number): string[] {
  const lines = [''];
  for (const word of sentence.split(' ')) {
    const last = lines.at(-1) as string;
    if (last !== '' && last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

function describe({ path, anchored, verdicts, outcome }: Explanation, at: number): string {
  const blocks = path.map((certificate) => {
    const own = verdicts.filter((verdict) => verdict.certificate === certificate);
    const rules = own.map(({ rule, refusal }) => `${rule} ${refusal ? `refused: ${refusal.message}` : 'ok'}`);
    return `${certificate.subject.text}: ${rules.join('; ')}.`;
  });
  const end =
    outcome instanceof TlsError ? `The chain does not stand: ${outcome.message}.` : 'The chain stands.';
  return `Judged at ${timeText(at)}. ${blocks.join(' ')} ${anchored ? 'The last is an anchor.' : 'No anchor.'} ${end}`;
}
