import { UsageError } from '../usage.js';

/** Unix seconds of an ISO 8601 time with its zone, a date (its first second in UTC), Unix seconds, or `now`. */
export function readTime(text: string): number {
  if (text === 'now') return Math.floor(Date.now() / 1000);
  if (/^\d{1,11}$/.test(text)) return Number(text);
  const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(iso))
    throw new UsageError(`--at ${text} is no time: write 2009-06-10T01:09:30Z, Unix seconds, or now`);
  return iso / 1000;
}
