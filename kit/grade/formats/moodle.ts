// CSV for Moodle, with the columns of the assignment's own grading worksheet: "Upload grading worksheet" takes it as it
// is (mod/assign/feedback/offline/importgradeslib.php of https://github.com/moodle/moodle wants Identifier, Grade and
// Last modified (grade)), and the gradebook's CSV import (https://docs.moodle.org/en/Grade_import) maps the same columns
// by e-mail address or ID number; it wants grade and feedback together.
import { csv } from './csv.js';
import { feedbackLines } from './feedback.js';
import type { BatchFormat } from './format.js';
import { learnerView } from './learner-view.js';
import { moodleParticipant } from './roster.js';

const head = [
  'Identifier',
  'Full name',
  'ID number',
  'Email address',
  'Grade',
  'Maximum grade',
  'Last modified (grade)',
  'Feedback comments',
];

export const moodle: BatchFormat = {
  scope: 'batch',
  about: "for Moodle: an assignment's grading worksheet, or the gradebook's CSV import",
  file: 'moodle.csv',
  render(records, { roster }) {
    const rows = records.map((record) => {
      const { submission, score, maxScore } = record;
      const row = roster.rowOf(submission);
      const number = moodleParticipant(submission);
      return [
        row?.get('Identifier') || (number === undefined ? '' : `Participant ${number}`),
        row?.get('Full name') || submission,
        row?.get('ID number') ?? '',
        row?.get('Email address') ?? '',
        score,
        maxScore,
        row?.get('Last modified (grade)') ?? '',
        feedbackLines(learnerView(record)).join('\n'),
      ];
    });
    return csv([head, ...rows]);
  },
};
