// Feedback for the learner in Markdown (CommonMark), such as for a comment on GitHub.
import { type FeedbackFunction, type FeedbackStage, feedbackStages, missingStages } from './feedback.js';
import type { SubmissionFormat } from './format.js';
import { learnerView } from './learner-view.js';

export const markdown: SubmissionFormat = {
  scope: 'submission',
  about: 'feedback for the learner, in Markdown',
  extension: '.md',
  render(record) {
    const view = learnerView(record);
    const missing = missingStages(view);
    return `${[
      `# ${escapeMarkdown(view.submission)}`,
      `**${escapeMarkdown(view.total)}**`,
      ...view.warnings.map(escapeMarkdown),
      ...feedbackStages(view).flatMap(stageBlocks),
      ...(missing.length > 0 ? [`Not handed in: ${codes(missing)}.`] : []),
    ].join('\n\n')}\n`;
  },
};

function stageBlocks({ stage, score, remarks, right, open, notBegun }: FeedbackStage): string[] {
  return [
    `## ${escapeMarkdown(stage)}: ${score}`,
    ...remarks.map(lines),
    ...(right.length > 0 ? [`Right: ${codes(right)}.`] : []),
    ...open.flatMap(functionBlocks),
    ...(notBegun.length > 0 ? [`Not written yet: ${codes(notBegun)}.`] : []),
  ];
}

function functionBlocks({ name, state, findings, reading }: FeedbackFunction): string[] {
  return [
    `### \`${name}\`: ${escapeMarkdown(state)}`,
    ...findings.map(({ message, mistake }) =>
      [mistake === undefined ? '' : `Recognised: **${escapeMarkdown(mistake)}**  \n`, lines(message)].join(
        '',
      ),
    ),
    ...(reading.length > 0 ? [`Read on: ${reading.map(escapeMarkdown).join('; ')}`] : []),
  ];
}

/** Names of ours, which have no backtick. */
const codes = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

/** Lines stay lines. */
const lines = (text: string) => text.split('\n').map(escapeMarkdown).join('  \n');

/**
 * One line of any text, with no markup in it: CommonMark 2.4 lets a punctuation mark be escaped. Addresses make no link
 * then. A name after @ is called on GitHub whatever escapes it, so something invisible stands between.
 */
export const escapeMarkdown = (text: string): string =>
  text
    .replaceAll(/[\\`*_{}[\]<>()#+\-.!|~&:@$=]/g, '\\$&')
    .replaceAll('@', '@\u2060')
    .trim();
