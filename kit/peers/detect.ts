// Real programs that we measure ourselves against, and one collection of test vectors. None of them is needed to take the course: a test without
// its peer is skipped by name, and the run says how to get it.
import { spawnSync } from 'node:child_process';

interface Peer {
  /** Commands, tried in order, of which one must succeed for the peer to be there. */
  readonly probes: readonly (readonly string[])[];
  /** How to get it on Debian and its relatives. */
  readonly howToGet: string;
}

export const peers = {
  openssl: { probes: [['openssl', 'version']], howToGet: 'apt-get install openssl' },
  gnutls: {
    probes: [['sh', '-c', 'gnutls-serv --version && gnutls-cli --version']],
    howToGet: 'apt-get install gnutls-bin',
  },
  tshark: {
    probes: [['sh', '-c', 'tshark --version && command -v text2pcap']],
    howToGet: 'apt-get install tshark',
  },
  jupyter: { probes: [['jupyter', '--version']], howToGet: 'apt-get install jupyter-notebook' },
  chromium: {
    probes: [
      ['chromium', '--version'],
      ['chromium-browser', '--version'],
      ['google-chrome', '--version'],
    ],
    howToGet: 'apt-get install chromium',
  },
  shellcheck: { probes: [['shellcheck', '--version']], howToGet: 'apt-get install shellcheck' },
  bubblewrap: {
    probes: [['bwrap', '--ro-bind', '/', '/', '--unshare-all', 'true']],
    howToGet: 'apt-get install bubblewrap, on a kernel that allows user namespaces',
  },
  pkits: {
    probes: [['test', '-d', '/usr/lib/python3/dist-packages/cryptography_vectors/x509/PKITS_data/certs']],
    howToGet: 'apt-get install python3-cryptography-vectors',
  },
  python: { probes: [['python3', '--version']], howToGet: 'apt-get install python3' },
  netns: {
    probes: [
      ['unshare', '-n', 'ip', 'link', 'set', 'lo', 'up'],
      ['unshare', '-rn', 'ip', 'link', 'set', 'lo', 'up'],
    ],
    howToGet: 'apt-get install iproute2 util-linux, on a kernel that allows network namespaces',
  },
} as const satisfies Record<string, Peer>;

export type PeerName = keyof typeof peers;

const found = new Map<PeerName, readonly string[] | undefined>();

/** The first probe of `name` that works here, or undefined when the peer is missing. Probed once a process. */
export function workingProbe(name: PeerName): readonly string[] | undefined {
  if (!found.has(name)) found.set(name, peers[name].probes.find(succeeds));
  return found.get(name);
}

export function hasPeer(name: PeerName): boolean {
  return workingProbe(name) !== undefined;
}

function succeeds([command, ...args]: readonly string[]): boolean {
  return spawnSync(command as string, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
