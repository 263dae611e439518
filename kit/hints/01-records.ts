import type { Hints } from './hints.js';

export const hints: Hints<'01-records'> = {
  decodeRecord: [
    'Five bytes tell everything about a record. Write down what each of the five is before you write code.',
    'There are three answers: a refusal, "not yet", and a record. Judge the header first, then ask whether the whole fragment is there. Fewer than five bytes are always "not yet".',
    'Type is byte 0, the version bytes 1 and 2, the length bytes 3 and 4, the high byte first. Compare the length with the limit (equal is fine), then the size of the buffer with five plus the length. That sum is also the length to return; the fragment is what lies between five and that sum.',
  ],
  encodeRecord: [
    'Read decodeRecord backwards: the same five bytes, then the fragment.',
    'The length is that of the fragment alone. A number of two bytes goes high byte first.',
    "Writer has uint8 and uint16, and vector(2, ...) writes a two-byte length with the bytes behind it: that is a record's end.",
  ],
  splitHandshake: [
    'Records do not respect messages. Think of the messages as one long ribbon, and of the records as scissors.',
    'Two steps: first all messages, each with its header of type and three bytes of length, joined to one byte string; then cuts at every multiple of the limit.',
    'subarray(start, start + limit) stops at the end by itself, so the last and shorter piece needs no special case. Step start by limit while it is below the length of the whole; an empty ribbon then gives no piece at all.',
  ],
  joinHandshake: [
    'One buffer may hold many messages, or less than one. What must be there before you can know how long a message is?',
    'In a loop: with fewer than four bytes left, stop. Read type and length. Refuse what must be refused. If the body is not all there, stop. Otherwise take the message and go on behind it.',
    'The length has three bytes: b1 * 65536 + b2 * 256 + b3, and does not count the four bytes of the header. Keep the place where the next message begins; when the loop stops, everything from that place on is the rest, header included.',
  ],
  decodeAlert: [
    'Two bytes. What if there are one, or three?',
    'The level comes first, the description second, and no number in them is wrong at this place.',
    'decodeAll of lib/codec.ts reads with your reader and refuses with decode_error when bytes are missing or left over.',
  ],
  encodeAlert: [
    'The smallest message of TLS: which of the two numbers comes first?',
    'RFC 5246 7.2 declares a struct: AlertLevel level; AlertDescription description. Fields go out in that order.',
    'Two bytes, made from the two numbers: no length, no record header.',
  ],
};
