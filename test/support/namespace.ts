// A network of its own, with nothing in it but 127.0.0.1: for gnutls-serv, which listens on every address it
// finds. What speaks to it must run inside too. Tests that use this need the peer `netns`.
import { workingProbe } from '../../kit/peers/detect.js';
import { start } from './processes.js';

export interface Namespace {
  /** The command that runs `command` inside. */
  inside(command: readonly string[]): string[];
  close(): Promise<void>;
}

/** Opens a namespace that lives until `close()`, or until this process ends. */
export async function openNamespace(): Promise<Namespace> {
  const [unshare, flags] = workingProbe('netns') as readonly [string, string, ...string[]];
  // `cat` holds the namespace open for as long as somebody holds its standard input.
  const holder = start([unshare, flags, 'sh', '-c', 'ip link set lo up && echo up && exec cat']);
  await holder.waitFor(/up/);
  const enter = ['nsenter', `--target=${holder.child.pid}`, '--net'];
  if (flags.includes('r')) enter.push('--user', '--preserve-credentials');
  return {
    inside: (command) => [...enter, ...command],
    close: () => holder.stop(),
  };
}
