// npm run grade:autograder -- --out FILE.zip: the autograder that Gradescope takes.
import { parseArgs } from 'node:util';
import { count } from '../../check/words.js';
import { runCommand, UsageError, userPath } from '../../usage.js';
import { FORCE_NONE } from '../sandbox/choose.js';
import { writeWhole } from '../store.js';
import { gradescopeFiles } from './files.js';
import { zip } from './zip.js';

const usage = `npm run grade:autograder -- --out FILE.zip [--checks DIR]
  --out FILE.zip  where the archive goes; upload it at Gradescope, Configure Autograder
  --checks DIR    private checks, which go into the archive too: whoever has the archive has them
  --${FORCE_NONE}
                  for a system on which no sandbox works: the archive then grades without one, and a submission can
                  read the checks and write its own grade`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      checks: { type: 'string' },
      [FORCE_NONE]: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (!values.out?.endsWith('.zip'))
    throw new UsageError(`say where the archive goes, with --out FILE.zip\n${usage}`);
  const { checks } = values;
  const files = gradescopeFiles(process.cwd(), {
    ...(checks !== undefined && { checks: userPath(checks) }),
    forceNone: values[FORCE_NONE] === true,
  });
  const archive = await zip(files);
  writeWhole(userPath(values.out), archive);
  console.log(`${values.out}: ${count(files.length, 'file')}, ${Math.ceil(archive.length / 1024)} KiB`);
  return 0;
}

await runCommand('grade:autograder', main);
