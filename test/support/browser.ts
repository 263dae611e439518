// A browser to look at pages with.
import { execFileSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';
import { workingProbe } from '../../kit/peers/detect.js';

/** Starts the machine's own Chromium; the caller closes it. (As root it runs only without its sandbox.) */
export function startBrowser(): Promise<Browser> {
  const [name = 'chromium'] = workingProbe('chromium') ?? [];
  const executablePath = execFileSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' }).trim();
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args: [...asRoot, '--disable-dev-shm-usage'] });
}
