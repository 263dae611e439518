import type { Hints } from './hints.js';

export const hints: Hints<'04-certificates'> = {
  decodeTlv: [
    'Take 30 03 02 01 05 apart on paper, then the first eight bytes of a real certificate. What does the second byte say when it is 82?',
    'Below 80 the second byte is the length itself. From 80 on its lower seven bits say how many bytes of length follow, the most significant first. Do everything relative to offset, and let end be an offset too.',
    'headerLength = 2 + the number of those bytes; end = offset + headerLength + length. Refuse 80 itself, more than 3 bytes, a long form that begins with 00 or stands for less than 80, a tag of 00 or with its five lowest bits set, and an end behind the end of the bytes. tagClass is the octet shifted right by 6.',
  ],
  parseCertificate: [
    'It is the ASN.1 of the comment, line by line: each field is one call of the reader, in the order in which they stand.',
    'Two things need the bytes and not only the value: raw gives both, for tbsCertificate, for the key and for the two signature algorithms. Three things may be missing: version, unique identifiers, extensions; optional looks at the next tag.',
    'readAll over the whole, in it sequence for Certificate, in it raw around sequence for tbsCertificate. [0] is tag a0, [3] is a3, and [1] and [2], which are primitive, are 81 and 82. For a time, look at nextTag, take the text with ascii, give it a century, let Date.parse read it as YYYY-MM-DDTHH:MM:SS.000Z, and compare toISOString with what you gave it.',
  ],
  checkSignedDigest: [
    'What could a forger put into the block that your comparison would not look at?',
    'Do not take the DigestInfo apart. You know what it must be: write that down, and compare.',
    'The right bytes are digestInfoPrefix and behind it the digest of signedBytes. Compare the lengths and every byte (equalBytes of @noble/curves/utils.js does); throw a TlsError with decrypt_error otherwise.',
  ],
  checkValidity: [
    'Draw a line for the time, with two marks. On which side of each mark does the mark itself belong?',
    'All three are Unix seconds. Both marks belong to the time within.',
    'Refuse with certificate_expired when at < notBefore or at > notAfter; return nothing otherwise.',
  ],
  checkHostName: [
    'First find out what the host is: an address goes one way, a name the other, and no value is tried as both.',
    'Cut both names at their dots, in lower case, and compare label with label; then there are no suffixes and no dots to go wrong. When may commonName be asked at all?',
    'parseAddress gives undefined for what is no address. Names must have as many labels as the host; every label equals its partner, or it is the first of several and is a star. If subjectAltName is there, only its dNSNames count, be there none; if it is missing and notBefore < 1341100800, the commonName does. Take a final dot off the host first, and test its labels with a regular expression.',
  ],
  buildPath: [
    'Start from the leaf: who may have issued it? Then ask the same of that one. What if there are two answers?',
    'It is a search: a path that may go on, its possible issuers among the anchors and in the chain, and a way back. Keep finding paths and judging a path apart: first all names, then all rules.',
    'Depth first: for the last certificate of the path try every anchor that may have issued it (that path is complete: judge it, return it if it is good, remember its fault if it is the first), then every certificate of the chain that is not on the path yet, by name and key. Stop at 10 certificates and after a few hundred steps. For pathLenConstraint count the certificates between the leaf and the CA in question, without the self-issued ones.',
  ],
};
