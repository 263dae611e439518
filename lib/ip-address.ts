// IP addresses as text and as bytes (RFC 4291 2.2, RFC 5952).
import { hexToBytes } from '@noble/hashes/utils.js';

/** The 4 or 16 bytes of an address such as 192.0.2.1 or 2001:db8::1; undefined for anything else. */
export function parseAddress(text: string): Uint8Array | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

/** Four decimal numbers; none with a leading zero, which some programs read as octal. */
function parseV4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  const valid =
    parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return valid ? Uint8Array.from(parts, Number) : undefined;
}

/** Eight groups of 16 bits; one '::' stands for as many zero groups as are missing. */
function parseV6(text: string): Uint8Array | undefined {
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail = []] = halves;
  const missing = 8 - head.length - tail.length;
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return undefined;
  const groups = [...head, ...new Array<string>(missing).fill('0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return hexToBytes(groups.map((group) => group.padStart(4, '0')).join(''));
}

/** '192.0.2.1', or '2001:db8:0:0:0:0:0:1' with every group written. */
export function addressText(address: Uint8Array): string {
  if (address.length === 4) return address.join('.');
  const groups: string[] = [];
  for (let i = 0; i < address.length; i += 2)
    groups.push((((address[i] as number) << 8) | (address[i + 1] as number)).toString(16));
  return groups.join(':');
}
