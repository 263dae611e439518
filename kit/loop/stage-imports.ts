// What an exercise may lean on: the codec, the tables and the hashes, never what its stage is about. The layout check
// holds exercises and solutions to it; a graded submission finds nothing else.

/** The files of lib that every stage may call. */
export const helpersForAll = [
  'errors',
  'registry',
  'codec',
  'writer',
  'suites',
  'hashes',
  'handshake-message',
  'extensions',
] as const;

/** What is given in one stage, by its number, since writing it would teach little. */
export const helpersGiven: { readonly [number: string]: readonly string[] } = {
  '04': ['der-reader', 'der-values', 'ip-address', 'x509-extensions', 'x509-keys', 'x509-names'],
};
