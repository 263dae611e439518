// slow: starts processes
// Wireshark's own dissector as the judge of what we write and of what we say about it.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import { readPaste } from '../kit/annotate/input.js';
import type { Section } from '../kit/annotate/section.js';
import { explain, explainCapture } from '../kit/annotate/structure.js';
import { keyLogLine, writePcapng } from '../kit/capture/write.js';
import { amazon2009, amazonWire } from '../kit/sessions/amazon-2009.js';
import { tls12EcdheGcm, tls12EcdheGcmWire } from '../kit/sessions/tls12-ecdhe-gcm.js';
import { tls13Node, tls13NodeWire } from '../kit/sessions/tls13-node.js';
import { readSession13 } from '../kit/tls13/session.js';
import type { Field } from '../lib/codec.js';
import { HandshakeType } from '../lib/registry.js';
import { needs } from './support/peers.js';

const sessions = {
  'amazon-2009': {
    packets: amazonWire(),
    keyLog: keyLogLine(amazon2009.clientRandom, amazon2009.masterSecret),
    plaintexts: [amazon2009.clientApplicationPlaintext, amazon2009.serverApplicationPlaintext],
    verifyData: [amazon2009.clientVerifyData, amazon2009.serverVerifyData],
  },
  'tls12-ecdhe-gcm': {
    packets: tls12EcdheGcmWire,
    keyLog: keyLogLine(tls12EcdheGcm.clientRandom, tls12EcdheGcm.masterSecret),
    plaintexts: [tls12EcdheGcm.request, tls12EcdheGcm.reply],
    verifyData: [tls12EcdheGcm.clientVerifyData, tls12EcdheGcm.serverVerifyData],
  },
};

const decrypted = {
  ...sessions,
  'tls13-node': {
    packets: tls13NodeWire,
    keyLog: tls13Node.keyLog.trimStart(),
    plaintexts: [tls13Node.request, tls13Node.reply],
    verifyData: readSession13(tls13NodeWire, tls13Node.keyLog)
      .transcript.filter(({ msgType }) => msgType === HandshakeType.finished)
      .map(({ body }) => body),
  },
};

/** Our field's name, and tshark's for the same bytes. */
const sameFields: readonly [string, string][] = [
  ['type', 'tls.record.content_type'],
  ['version', 'tls.record.version'],
  ['length', 'tls.record.length'],
  ['msg_type', 'tls.handshake.type'],
  ['client_version', 'tls.handshake.version'],
  ['server_version', 'tls.handshake.version'],
  ['random', 'tls.handshake.random'],
  ['session_id.length', 'tls.handshake.session_id_length'],
  ['session_id', 'tls.handshake.session_id'],
  ['cipher_suites.length', 'tls.handshake.cipher_suites_length'],
  ['cipher_suite', 'tls.handshake.ciphersuite'],
  ['compression_methods.length', 'tls.handshake.comp_methods_length'],
  ['compression_method', 'tls.handshake.comp_method'],
  ['extensions.length', 'tls.handshake.extensions_length'],
  ['extension_type', 'tls.handshake.extension.type'],
  ['extension_data.length', 'tls.handshake.extension.len'],
  ['host_name', 'tls.handshake.extensions_server_name'],
  ['named_group', 'tls.handshake.extensions_supported_group'],
  ['certificate_list.length', 'tls.handshake.certificates_length'],
  ['ASN.1Cert.length', 'tls.handshake.certificate_length'],
];

describe('tshark', function () {
  this.timeout(30_000);
  needs('tshark');
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tshark-'));
  });
  after(() => folder && rmSync(folder, { recursive: true }));

  const tshark = (file: Uint8Array, ...args: string[]) => {
    const path = join(folder, 'session.pcapng');
    writeFileSync(path, file);
    return execFileSync('tshark', ['-r', path, '-d', 'tcp.port==443,tls', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 26,
    });
  };

  for (const [name, { packets, keyLog, plaintexts, verifyData }] of Object.entries(decrypted)) {
    const file = writePcapng({ packets, serverPort: 443, keyLog });

    it(`${name}: finds nothing to complain about, checksums included`, () => {
      const checks = ['-o', 'ip.check_checksum:TRUE', '-o', 'tcp.check_checksum:TRUE'];
      assert.equal(tshark(file, ...checks, '-Y', '_ws.expert.severity >= 0x600000 || _ws.malformed'), '');
      assert.equal(tshark(file, ...checks, '-Y', 'tcp.checksum.status == 0 || ip.checksum.status == 0'), '');
      assert.equal(tshark(file, '-Y', 'tcp.analysis.flags'), '');
    });

    it(`${name}: decrypts it with the secrets in the file, to the plaintext that we have`, () => {
      const followed = tshark(file, '-q', '-z', 'follow,tls,raw,0')
        .split('\n')
        .filter((line) => /^\t?[0-9a-f]+$/.test(line));
      assert.deepEqual(
        followed.map((line) => line.trim()),
        plaintexts.map((text) => bytesToHex(new TextEncoder().encode(text))),
      );
      const raw = tshark(file, '-T', 'jsonraw').matchAll(
        /"tls.handshake.verify_data_raw":\s*\[\s*"([0-9a-f]*)"/g,
      );
      assert.deepEqual(
        [...raw].map(([, value]) => value),
        verifyData.map(bytesToHex),
      );
    });
  }

  for (const [name, { packets, keyLog }] of Object.entries(sessions)) {
    const file = writePcapng({ packets, serverPort: 443, keyLog });

    it(`${name}: reads the same values in every field that both of us name`, () => {
      const pdml = tshark(writePcapng({ packets, serverPort: 443 }), '-T', 'pdml', '-J', 'tls');
      const ours = fieldsOf(explainCapture(writePcapng({ packets, serverPort: 443 })));
      for (const theirName of new Set(sameFields.map(([, theirs]) => theirs))) {
        const ourNames = sameFields.filter(([, theirs]) => theirs === theirName).map(([own]) => own);
        const theirs = valuesOf(pdml, theirName);
        const mine = ours.filter((field) => ourNames.includes(field.name)).map((field) => field.value);
        assert.deepEqual(mine, theirs, `${ourNames.join(', ')} and ${theirName}`);
      }
    });

    it(`${name}: text2pcap and tshark -x write what we read`, () => {
      const text = tshark(file, '-x');
      const frames = text.split('\n\n').filter((part) => /^0000 {2}/m.test(part));
      const dump = frames.map((part) =>
        part
          .split('\n')
          .filter((line) => /^[0-9a-f]{4} {2}/.test(line))
          .join('\n'),
      );
      const sections = explain(readPaste(onlyFrames(dump).join('\n')));
      assert.equal(sections.length, explainCapture(writePcapng({ packets, serverPort: 443 })).length);
    });
  }
});

/** tshark -x prints reassembled and decrypted bytes after a frame; whole frames begin with our MAC addresses. */
const onlyFrames = (dumps: readonly string[]) =>
  dumps.filter((dump) => /^0000 {2}02 00 00 00 00 0[12] 02/.test(dump));

/** Leaves of the explanation as hex, in the order of the input; the length of a record only. */
function fieldsOf(sections: readonly Section[]): { name: string; value: string }[] {
  return sections.flatMap((s) => {
    const leaves = (fields: readonly Field[], depth: number): { name: string; value: string }[] =>
      fields.flatMap((field) => {
        if (field.name === 'ASN.1Cert') return [];
        if (field.children.length > 0) return leaves(field.children, depth + 1);
        const value = bytesToHex(s.bytes.subarray(field.start - s.base, field.end - s.base));
        const headerField = depth > 0 && ['type', 'length', 'version'].includes(field.name);
        return value === '' || headerField ? [] : [{ name: field.name, value }];
      });
    return leaves(s.fields, 0);
  });
}

/** The bytes of every field of this name in the dissection. */
const valuesOf = (pdml: string, name: string) =>
  [
    ...pdml.matchAll(
      new RegExp(`<field name="${name.replaceAll('.', '\\.')}" [^>]*? value="([0-9a-f]*)"`, 'g'),
    ),
  ].map(([, value]) => value as string);
