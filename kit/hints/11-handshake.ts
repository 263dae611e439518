import type { Hints } from './hints.js';

export const hints: Hints<'11-handshake'> = {
  clientOffer: [
    'Six fields, and five of them are one line each. Begin with those, and with an empty list of extensions.',
    'Filter the suites first, and keep the filtered list: whether elliptic extensions are needed is asked of what is left. Two extensions always go out; the others wait for a condition each.',
    'suiteById gives undefined for a signal, which stays in the list. renegotiation_info is not without data: it holds one byte, 00, the length of nothing, and encodeRenegotiationInfo of no bytes writes it. signature_algorithms waits for maxVersion 0x0303.',
  ],
  acceptServerHello: [
    'Write down every field of a ServerHello, and beside each what the client has said about it. What if the two do not fit?',
    'Version, then suite, then compression, then extensions: a TlsError each. A suite can be wrong in three ways: not offered, not a suite at all, or too new for the version that the same server chose.',
    'Collect the types that were asked for, and add renegotiation_info if 0x00ff is among the suites; refuse every other type. The three booleans say what the server answered, not what the client wished. An empty data array is still an answer, so compare with undefined.',
  ],
  expectedMessages: [
    'Draw figure 1 of RFC 5246 7.3, the right side only. Where does the path fork?',
    "What came last tells almost everything, so a switch over received.at(-1) does it. There are three forks: the key exchange decides after certificate, the server's wish before server_hello_done, the ticket after it.",
    'finished has a single way to it, through change_cipher_spec, and change_cipher_spec stands behind server_hello_done or the ticket and nowhere earlier. OpenSSL once took it earlier, and an attacker could choose the keys (CVE-2014-0224).',
  ],
  clientFlight: [
    'Which of the messages is the first that is encrypted?',
    'The key exchange must come before both sides can switch, and Finished proves that both switched to the same keys. A certificate goes out only when asked for.',
    'The certificate, where there is one, comes first; then client_key_exchange, change_cipher_spec, finished.',
  ],
  alertOutcome: [
    'There are two bytes in an alert. Which of them do you ask first?',
    'close_notify (0) is an end in good order and says so at any level. Of the rest, only a warning leaves the connection be.',
    'Ask whether the level is 1, not whether it is 2: a level that nobody knows is then a failure, which is the safe side.',
  ],
  transportEnd: [
    'What could somebody who can only cut the wire make you believe?',
    'A file that ends early looks whole if the end of TCP is taken for the end of the data. The peer says that it is done by close_notify, which is protected like everything else.',
    "With close_notify 'closed', without it 'truncated'.",
  ],
};
