// CSV for Canvas: Gradebook, Import. Which columns it knows is in Canvas's own importer, lib/gradebook_importer.rb of
// https://github.com/instructure/canvas-lms; how to import, in
// https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807.
// Learners are found by ID, then by SIS User ID, SIS Login ID, and by name.

import { csv } from './csv.js';
import type { BatchFormat } from './format.js';
import { canvasUserId } from './roster.js';

const head = ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section'] as const;

export const canvas: BatchFormat = {
  scope: 'batch',
  about: "for Canvas's Gradebook, Import",
  file: 'canvas.csv',
  render(records, { assignment, roster }) {
    const rows = records.map(({ submission, score }) => {
      const row = roster.rowOf(submission);
      const [student, id, ...others] = head.map((name) => row?.get(name) ?? '');
      return [student || submission, id || (canvasUserId(submission) ?? ''), ...others, score];
    });
    const most = Math.max(0, ...records.map(({ maxScore }) => maxScore));
    return csv([[...head, assignment], ['Points Possible', '', '', '', '', most], ...rows]);
  },
};
