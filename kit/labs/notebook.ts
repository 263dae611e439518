// A lab in a notebook cell:
//
//     import { rc4Bias } from './kit/labs/rc4-bias/lab.js';
//     import { showLab } from './kit/labs/notebook.js';
//     const { runs } = await showLab(rc4Bias(2 ** 15), 'a seed');
//
// `runs` holds the numbers behind what is shown, plain data, the run with the flaw first. The same seed shows the same.
import { display } from 'tslab';
import { introductionHtml, reportHtml } from './html.js';
import type { Lab } from './lab.js';
import { type LabReport, runLab } from './run.js';

/** Shows the contract, runs the attack with the flaw and with each fix, and shows what came of it. */
export async function showLab<Data>(lab: Lab<Data>, seed: string): Promise<LabReport<Data>> {
  display.html(introductionHtml(lab));
  const report = await runLab(lab, seed);
  display.html(reportHtml(lab, report));
  return report;
}
