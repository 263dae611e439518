// The licences of all packages that went into the bundle, as their authors wrote them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param here the folder that holds node_modules
 * @param inputs files of the bundle, from there
 */
export function licences(here, inputs) {
  const matches = inputs.map((file) => /(?:^|:|\/)(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  const folders = [...new Set(matches.filter((match) => match !== undefined))].sort();
  const texts = new Map(); // text -> the packages that come under it
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(readFileSync(join(here, folder, 'package.json'), 'utf8'));
    const text = licenceText(join(here, folder)) ?? `Licence: ${license?.type ?? license}\n`;
    texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`]);
  }
  const sections = [...texts].map(([text, packages]) => `${packages.join('\n')}\n\n${text.trim()}\n`);
  return `The workbench's page contains these packages.\n\n${sections.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function licenceText(folder) {
  const name = readdirSync(folder).find((file) => /^licen[cs]e(?:\.\w+)?$/i.test(file));
  if (name === undefined || !existsSync(join(folder, name))) return undefined;
  return readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
}
