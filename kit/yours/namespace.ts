// gnutls-serv listens on every address of the machine. In a network namespace with nothing but loopback in it, that
// is nobody else's business: so the whole command runs again inside one.
import { spawn } from 'node:child_process';
import { workingProbe } from '../peers/detect.js';

const MARK = 'REBUILD_TLS_NAMESPACE';

export const insideNamespace = (): boolean => process.env[MARK] === '1';

/** Runs this command again in a namespace of its own and gives its exit code. */
export function runAgainInNamespace(): Promise<number> {
  const [unshare = 'unshare', flags = '-rn'] = workingProbe('netns') ?? [];
  const script = 'ip link set lo up && exec "$0" "$@"';
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn(unshare, [flags, 'sh', '-c', script, ...again], {
    stdio: 'inherit',
    env: { ...process.env, [MARK]: '1' },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
