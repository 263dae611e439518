// Checks that names line up and nothing stray lies about. Prints what breaks a rule; exit code 1 when any does.
import { rules } from './rules.js';
import { readTree } from './tree.js';

const tree = readTree(process.cwd());
const findings = (await Promise.all(rules.map((rule) => rule(tree)))).flat();
for (const finding of findings) console.log(finding);
if (findings.length > 0) process.exitCode = 1;
