// The pictures of who says what to whom, what vouches for what, and what is packed in what.
import assert from 'node:assert/strict';
import { concatBytes } from '@noble/hashes/utils.js';
import { amazon2009 as amazon, amazonTime, amazonWire } from '../kit/sessions/amazon-2009.js';
import { tls12EcdheGcmWire } from '../kit/sessions/tls12-ecdhe-gcm.js';
import { chainGraph } from '../kit/views/chain-graph.js';
import { courseMap, feeds } from '../kit/views/course-map.js';
import { derBoxes } from '../kit/views/der-boxes.js';
import { flowPair } from '../kit/views/flow-pair.js';
import { recordBoxes } from '../kit/views/record-boxes.js';
import { type Flight, type Marks, sequenceDiagram } from '../kit/views/sequence-diagram.js';
import { amazonFlights, modernFlights } from '../kit/views/session-flights.js';
import { stageFlow } from '../kit/views/stage-flow.js';
import { transcriptDiagram } from '../kit/views/transcript-diagram.js';
import { joinHandshake, splitHandshake } from '../lib/records.js';
import { reference, stageNames } from '../lib/stages.js';
import { explainChain } from '../lib/verify-chain.js';
import { hex } from './support/hex.js';
import { includes, lacks, lettering, spoken, wordsOf } from './support/pictures.js';

const HOSTILE = `<script>alert("1")</script>&'`;

describe('views: sequenceDiagram', () => {
  const flights: Flight[] = [
    { from: 'Client', messages: [{ name: HOSTILE, recordType: 'handshake', length: 1 }] },
    {
      from: 'Server',
      messages: [
        { name: 'Certificate', recordType: 'handshake', length: 1234 },
        { name: 'Finished', recordType: HOSTILE, length: 32, encrypted: true },
      ],
    },
  ];
  const svg = (marks?: number | Marks) => sequenceDiagram(flights, marks);
  const names = (marks?: number | Marks) =>
    wordsOf(svg(marks)).filter(
      (words) => /script>.*'$|Certificate|^\W*Finished/.test(words) && !words.includes(','),
    );

  it('has an arrow a message, each from its sender to the other side', () => {
    const lines = [...svg().matchAll(/<path [^>]*d="M([\d.]+),([\d.]+)L([\d.]+),([\d.]+)"[^>]*\/><path/g)];
    assert.deepEqual(
      lines.map(([, x1, , x2]) => Number(x1) < Number(x2)),
      [true, false, false],
    );
  });

  it('says length and encryption in words, dashes what is encrypted, and escapes', () => {
    includes(wordsOf(svg()), 'handshake, 1 byte');
    includes(wordsOf(svg()), 'handshake, 1,234 bytes');
    includes(wordsOf(svg()), `${HOSTILE}, 32 bytes, encrypted`);
    assert.equal(svg().split('stroke-dasharray').length - 1, 1);
    lacks(svg(), '<script');
  });

  it('marks the current message, and that one only', () => {
    assert.deepEqual(names(), [HOSTILE, 'Certificate', 'Finished']);
    assert.deepEqual(names(1), [HOSTILE, '▸ Certificate', 'Finished']);
    assert.deepEqual(names({ current: 2 }), [HOSTILE, 'Certificate', '▸ Finished']);
  });

  it('ticks off what is built, marks what this stage is about, dims what is missing, and says so', () => {
    const marks = { built: [0], here: [1] };
    assert.deepEqual(names(marks), [`✓ ${HOSTILE}`, '▸ Certificate', 'Finished']);
    const last = lettering(svg(marks)).find(({ words }) => words === 'Finished');
    assert.match(last?.style ?? '', /f-dim/);
    assert.doesNotMatch(last?.style ?? '', /bold/);
    includes(wordsOf(svg(marks)), 'grey: still missing');
    assert.match(
      spoken(svg(marks)),
      /Server: Certificate, handshake, 1,234 bytes: this stage\. Server: Finished.*: missing\./,
    );
  });

  it('refuses marks on messages that are not there', () => {
    for (const marks of [3, -1, 0.5, { built: [0, 3] }, { here: [-1] }])
      assert.throws(() => svg(marks), /^RangeError: there is no message .* there are 3, counted from 0$/);
  });

  for (const [name, flow, wire] of [
    ['Amazon', amazonFlights, amazonWire()],
    ['TLS 1.2', modernFlights, tls12EcdheGcmWire],
  ] as const)
    it(`${name}'s flow is the recorded one: senders in order, and all the bytes`, () => {
      const senders = wire.map(({ direction }) => direction);
      const turns = senders.filter((sender, i) => sender !== senders[i - 1]);
      assert.deepEqual(
        flow.map(({ from }) => from.toLowerCase()),
        turns,
      );
      const carried = wire.map(({ bytes }) => payloadOf(bytes)).reduce((a, b) => a + b);
      const drawn = flow
        .flatMap(({ messages }) => messages.map(({ length }) => length))
        .reduce((a, b) => a + b);
      assert.equal(drawn, carried);
    });
});

describe('views: stageFlow', () => {
  /** The sentences that are read to those who listen; each ends in what is said of its message. */
  const said = (stage: (typeof stageNames)[number]) => spoken(stageFlow(stage));
  const missing = (stage: (typeof stageNames)[number]) => {
    const messages = said(stage).match(/(Client|Server): /g) ?? [];
    return (said(stage).match(/: missing\./g) ?? []).length / messages.length;
  };

  it('has less missing from stage to stage, and nothing at the end', () => {
    assert.equal(missing('01-records'), 8 / 11, said('01-records'));
    assert.match(said('02-hellos'), /ClientHello, [^.]*: this stage\..*ServerHello, [^.]*: this stage\./);
    for (const [i, stage] of stageNames.entries())
      if (i > 0) assert.ok(missing(stage) <= missing(stageNames[i - 1] as typeof stage), stage);
    assert.equal(missing('11-handshake'), 0, said('11-handshake'));
  });
});

/** How many bytes some records hold, their headers apart. */
function payloadOf(bytes: Uint8Array): number {
  let total = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = (bytes[at + 3] as number) * 256 + (bytes[at + 4] as number);
    total += length;
    at += 5 + length;
  }
  return total;
}

describe('views: flowPair', () => {
  const say = (from: 'Client' | 'Server', ...names: string[]): Flight => ({
    from,
    messages: names.map((name) => ({
      name,
      recordType: 'handshake',
      length: 7,
      encrypted: name === 'secret',
    })),
  });
  const left = {
    title: 'old',
    flights: [say('Client', HOSTILE), say('Server', 'b', 'c'), say('Client', 'd')],
  };
  const right = { title: 'new', flights: [say('Client', 'e'), say('Server', 'secret')] };
  const svg = flowPair(left, right);
  const arrows = [
    ...svg.matchAll(
      /d="M([\d.]+),([\d.]+)L([\d.]+),[\d.]+" fill="none"[^>]*?( stroke-dasharray="[^"]*")?\/><path/g,
    ),
  ].map(([, from, y, to, dashed]) => ({ from: Number(from), y: Number(y), to: Number(to), dashed }));

  it('has an arrow a message, from its sender, on its side of the picture', () => {
    assert.deepEqual(
      arrows.map(({ from, to }) => [
        from < to ? 'Client' : 'Server',
        Math.max(from, to) < 240 ? 'left' : 'right',
      ]),
      [
        ['Client', 'left'],
        ['Server', 'left'],
        ['Server', 'left'],
        ['Client', 'left'],
        ['Client', 'right'],
        ['Server', 'right'],
      ],
    );
    assert.deepEqual(
      arrows.map(({ dashed }) => dashed !== undefined),
      [false, false, false, false, false, true],
    );
  });

  it('begins flights of one number at the same height', () => {
    assert.deepEqual([arrows[4]?.y, arrows[5]?.y], [arrows[0]?.y, arrows[1]?.y]);
    assert.ok((arrows[3]?.y as number) > (arrows[2]?.y as number));
  });

  it('says the same in words, and escapes it', () => {
    includes(
      spoken(svg),
      'new. Flight 1, Client: e, handshake, 7 bytes. Flight 2, Server: secret, handshake, 7 bytes, encrypted.',
    );
    lacks(svg, '<script');
  });
});

describe('views: courseMap', () => {
  it('has a box for every stage, and an arrow for everything that one takes from another', () => {
    const numbers = wordsOf(courseMap()).filter((words) => /^\d\d$/.test(words));
    assert.deepEqual(
      numbers,
      stageNames.map((name) => name.slice(0, 2)),
    );
    const arrows = stageNames.flatMap((name) => feeds[name]);
    assert.equal(courseMap().split('Z"').length - 1, arrows.length);
  });

  it('a stage takes only from earlier ones, and the handshake stands on all of them', () => {
    const reached = new Set<string>();
    const visit = (name: (typeof stageNames)[number]) => {
      reached.add(name);
      for (const source of feeds[name]) {
        assert.ok(source < name, `${name} takes from ${source}`);
        visit(source);
      }
    };
    visit('11-handshake');
    assert.deepEqual([...reached].sort(), [...stageNames]);
  });

  it('marks where we are and what is done, for eyes and ears', () => {
    const svg = courseMap('02-hellos', ['01-records']);
    assert.deepEqual(
      wordsOf(svg)
        .filter((words) => /\d\d$/.test(words))
        .slice(0, 3),
      ['✓ 01', '▸ 02', '03'],
    );
    assert.match(spoken(svg), /02-hellos takes from 01-records; you are here\. 03-rsa takes from none\./);
  });
});

describe('views: chainGraph', () => {
  const { messages } = joinHandshake(amazon.certificateMessage);
  const leaf = amazon.amazonCertificate;
  const request = {
    chain: [leaf, amazon.verisignIntermediateCertificate],
    anchors: [amazon.verisignRootCertificate],
    host: 'www.amazon.com',
    at: amazonTime,
  };
  const graph = (changes: Partial<typeof request> = {}) => {
    const asked = { ...request, ...changes };
    return wordsOf(chainGraph(explainChain(reference, asked), asked.at));
  };

  it('has the anchor on top, the leaf below, and a good signature between each', () => {
    assert.equal(messages.length, 1);
    const words = graph();
    const order = [
      'Class 3 Public Primary Certification Authority',
      'VeriSign Class 3 Secure Server CA',
      'www.amazon.com',
    ];
    assert.deepEqual(
      words.filter((one) => order.includes(one)),
      order,
    );
    assert.equal(words.filter((one) => one === '✓ signature good').length, 2);
    assert.equal(words.filter((one) => one.startsWith('✗')).length, 0);
    includes(words, '✓ an anchor: trusted from the outset');
    includes(words, '✓ valid from 2008-08-27 to 2009-08-27');
    assert.equal(words.at(-1), '✓ The chain stands.');
  });

  it('shows a forged signature as refused, and that one only', () => {
    const forged = leaf.map((byte, i) => (i === leaf.length - 1 ? byte ^ 1 : byte));
    const words = graph({ chain: [forged, amazon.verisignIntermediateCertificate] });
    assert.deepEqual(
      words.filter((one) => /signature (good|refused)/.test(one)),
      ['✓ signature good', '✗ signature refused'],
    );
    includes(words.join('\n'), '✗ The chain does not stand:');
  });

  it('shows an expired certificate, a wrong name and a missing anchor', () => {
    const expired = graph({ at: amazonTime + 100 * 86_400 });
    includes(expired, '✗ the certificate of www.amazon.com expired at');
    const wrongName = graph({ host: 'www.example.com' });
    assert.match(wrongName.join('\n'), /^✗ .*www\.amazon\.com/m);
    const unknown = graph({ anchors: [] });
    lacks(unknown, '✓ an anchor: trusted from the outset');
    includes(unknown, '✗ nobody that we trust has issued this one');
    includes(unknown.join('\n'), '✗ The chain does not stand:');
  });

  it('draws the moment where it falls in the time that a certificate is valid', () => {
    const svg = chainGraph(explainChain(reference, request), amazonTime);
    const moment = [...svg.matchAll(/d="M([\d.]+),[\d.]+L\1,[\d.]+"[^>]*stroke-width="2.5"/g)].map(([, x]) =>
      Number(x),
    );
    const bars = [
      ...svg.matchAll(/<rect class="f-green s-line" x="([\d.]+)" [^>]*width="([\d.]+)" height="8"/g),
    ];
    assert.equal(bars.length, 3);
    for (const [, x, width] of bars)
      assert.ok(
        moment.some((at) => at >= Number(x) && at <= Number(x) + Number(width)),
        `bar at ${x}`,
      );
  });
});

describe('views: recordBoxes', () => {
  const list = [
    { name: 'ServerHello', bytes: amazon.serverHello },
    { name: 'Certificate', bytes: amazon.certificateMessage },
    { name: 'ServerHelloDone', bytes: amazon.serverHelloDone },
  ];
  const { messages } = joinHandshake(concatBytes(...list.map(({ bytes }) => bytes)));

  it('says of each message in which records it is', () => {
    const inOne = wordsOf(recordBoxes(list, splitHandshake(messages, 2 ** 14)));
    assert.deepEqual(inOne.slice(-3), [
      '1 ServerHello, 74 bytes: in record 1',
      '2 Certificate, 2,468 bytes: in record 1',
      '3 ServerHelloDone, 4 bytes: in record 1',
    ]);
    const inMany = wordsOf(recordBoxes(list, splitHandshake(messages, 1000)));
    assert.deepEqual(inMany.slice(-3), [
      '1 ServerHello, 74 bytes: in record 1',
      '2 Certificate, 2,468 bytes: in records 1 to 3',
      '3 ServerHelloDone, 4 bytes: in record 3',
    ]);
    const borders = wordsOf(
      recordBoxes(
        list,
        list.map(({ bytes }) => bytes),
      ),
    );
    assert.match(borders.at(-1) ?? '', /in record 3$/);
  });

  it('refuses records that do not hold the messages', () => {
    const fragments = splitHandshake(messages, 1000);
    const changed = fragments.map((fragment) => fragment.map((byte) => byte ^ 1));
    for (const wrong of [fragments.slice(1), [...fragments].reverse(), changed, []])
      assert.throws(() => recordBoxes(list, wrong), /^RangeError: the fragments do not hold the bytes/);
    assert.throws(() => recordBoxes(list, [...fragments, new Uint8Array()]), /of no bytes cannot be drawn/);
  });
});

describe('views: transcriptDiagram', () => {
  const items = [
    { from: 'Client', name: 'ClientHello', bytes: new Uint8Array(100) },
    { from: 'Client', name: 'ChangeCipherSpec', bytes: Uint8Array.of(1), leftOut: HOSTILE },
    { from: 'Server', name: 'ServerHello', bytes: new Uint8Array(23) },
  ] as const;

  it('says what is hashed, how many bytes that are, and what is left out and why', () => {
    const words = wordsOf(transcriptDiagram(items, [['MD5', Uint8Array.of(0xab, 0xcd)]]));
    for (const one of [
      '✓ Client: ClientHello',
      '✗ Client: ChangeCipherSpec',
      HOSTILE,
      '✓ Server: ServerHello',
    ])
      assert.ok(words.includes(one), one);
    includes(words, 'hashed: 123 bytes');
    assert.deepEqual(words.slice(-2), ['MD5', 'ab cd']);
  });

  it('Amazon: what it counts is what was hashed', () => {
    const hashed = [
      ['Client', 'ClientHello', amazon.clientHello],
      ['Server', 'ServerHello', amazon.serverHello],
      ['Server', 'Certificate', amazon.certificateMessage],
      ['Server', 'ServerHelloDone', amazon.serverHelloDone],
      ['Client', 'ClientKeyExchange', amazon.clientKeyExchange],
    ] as const;
    const words = wordsOf(
      transcriptDiagram(
        hashed.map(([from, name, bytes]) => ({ from, name, bytes })),
        [],
      ),
    );
    includes(words, `hashed: ${amazon.handshakeMessagesLengthClient.toLocaleString('en-US')} bytes`);
  });
});

describe('views: derBoxes', () => {
  const algorithm = hex('300d06092a864886f70d0101050500');

  it('shows tag and length of each element, its type, and what it says', () => {
    assert.deepEqual(wordsOf(derBoxes(algorithm)).slice(1), [
      '30 0d',
      'SEQUENCE, 13',
      '06 09',
      'OBJECT IDENTIFIER, 9: sha1WithRSAEncryption',
      '05 00',
      'NULL, 0',
    ]);
  });

  it('puts each element inside the one that holds it', () => {
    const boxes = [
      ...derBoxes(hex('300730050c03616263')).matchAll(
        /<rect [^>]*x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g,
      ),
    ];
    const [, outer, middle, inner] = boxes.map((found) => found.slice(1).map(Number)) as [
      number,
      number,
      number,
      number,
    ][];
    assert.ok(outer && middle && inner, 'three boxes');
    for (const [a, b] of [
      [outer, middle],
      [middle, inner],
    ] as const) {
      assert.ok(b[0] > a[0] && b[1] > a[1], `${b} begins inside ${a}`);
      assert.ok(b[0] + b[2] < a[0] + a[2] && b[1] + b[3] < a[1] + a[3], `${b} ends inside ${a}`);
    }
  });

  it('gives a short INTEGER in decimal as well', () => {
    assert.deepEqual(wordsOf(derBoxes(hex('0201ff'))).at(-1), 'INTEGER, 1: ff = -1');
    assert.deepEqual(wordsOf(derBoxes(hex('02020ca1'))).at(-1), 'INTEGER, 2: 0c a1 = 3233');
  });

  it('counts what lies deeper than asked', () => {
    const words = wordsOf(derBoxes(amazon.amazonCertificate, 1));
    includes(words, 'SEQUENCE, 987: 8 elements …');
    lacks(words.join('\n'), 'UTCTime');
    includes(wordsOf(derBoxes(amazon.amazonCertificate, 3)), 'UTCTime, 13: "080827000000Z"');
  });

  it('refuses what is not one DER element', () => {
    assert.throws(() => derBoxes(hex('3080')), /indefinite length/);
    assert.throws(() => derBoxes(hex('300506')), /its length is 5 bytes/);
    assert.throws(
      () => derBoxes(concatBytes(algorithm, Uint8Array.of(0))),
      /^RangeError: one element is expected, and 1 byte/,
    );
  });
});
