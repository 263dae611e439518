// npm run views [-- FILE]
// All views on one HTML page, drawn with the bytes of the recorded sessions: for whoever changes one.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand, UsageError, userPath } from '../usage.js';
import { galleryPage } from './gallery-page.js';

const usage = `npm run views [-- FILE]

  FILE  the HTML page to write; out/views.html without it`;

await runCommand('views', () => {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (positionals.length > 1) throw new UsageError(`give one file at most\n\n${usage}`);
  const file = positionals[0] === undefined ? 'out/views.html' : userPath(positionals[0]);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, galleryPage());
  console.log(`Every view is in ${file}: look at it light and dark, wide and as narrow as a phone.`);
  return 0;
});
