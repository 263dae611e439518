// What the command lines of `handshake` and `serve` have in common.
import { ProtocolVersion, versionName } from '../../lib/registry.js';
import { cipherSuites } from '../../lib/suites.js';
import { UsageError } from '../usage.js';

/** Reads --tls: 1.0, 1.1 or 1.2. */
export function readVersion(text: string): number {
  const version = Object.entries(ProtocolVersion).find(([name]) => name === `TLS ${text}`)?.[1];
  if (version === undefined) throw new UsageError(`--tls ${text}: give 1.0, 1.1 or 1.2`);
  return version;
}

/**
 * Reads --suite: registry names or hexadecimal numbers, separated by commas.
 * @param version the only version to speak, if there is just one: the suites must exist in it
 */
export function readSuites(text: string, version: number | undefined): number[] {
  return text.split(',').map((one) => {
    const wanted = one.trim();
    const suite = cipherSuites.find(({ id, name }) => name === wanted.toUpperCase() || isNumber(wanted, id));
    if (!suite)
      throw new UsageError(
        `--suite ${wanted}: give a name or number of the table, such as TLS_RSA_WITH_RC4_128_MD5 or 0x0004; it has ${cipherSuites.map((row) => row.name).join(', ')}`,
      );
    if (version !== undefined && suite.minVersion > version)
      throw new UsageError(
        `${suite.name} does not exist in ${versionName(version)}: give --tls 1.2 or another --suite`,
      );
    return suite.id;
  });
}

function isNumber(text: string, id: number): boolean {
  return /^(0x)?[0-9a-f]{1,4}$/i.test(text) && Number.parseInt(text.replace(/^0x/i, ''), 16) === id;
}

/** Reads HOST:PORT, with an IPv6 address in brackets. */
export function readAddress(text: string): { host: string; port: number } {
  const match = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<host>[^:[\]/]+)):(?<port>\d{1,5})$/i.exec(text);
  const port = Number(match?.groups?.port);
  const host = match?.groups?.v6 ?? match?.groups?.host;
  if (!host || !(port > 0 && port < 65536))
    throw new UsageError(`${text}: give HOST:PORT, such as localhost:4433 or [::1]:4433`);
  return { host, port };
}
