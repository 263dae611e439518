// Equivalent mutants of stages 06 to 11.
import type { Equivalents } from './equivalents.js';

export const afterTheSecret: Equivalents = {
  '06-master-secret': [
    {
      from: 'while (output.length < length) {',
      to: ['while (output.length <= length) {'],
      because: 'a block too many is cut off',
    },
  ],
  '08-finished': [
    {
      from: 'differences |= byte ^ (received[i] ?? 0);',
      to: [
        'differences |= byte ^ (received[i]);',
        'differences |= byte ^ (received[i] ?? 1);',
        'differences |= byte ^ (received[i] ?? -1);',
      ],
      because: 'bytes are missing only when the lengths differ, and that difference is in already',
    },
  ],
  '09-rc4-records': [
    {
      from: 'for (let i = 0; i < 256; i++) {',
      to: ['for (let i = 0; i <= 256; i++) {', 'for (let i = 0; i < 257; i++) {'],
      because: 'an array of 256 bytes does not take what is written behind its end',
    },
  ],
  '10-gcm-records': [
    {
      from: 'const powers = new Int32Array(4 * 128);',
      to: ['const powers = new Int32Array(5 * 128);', 'const powers = new Int32Array(4 * 129);'],
      because: 'the end of a longer table is never read',
    },
    {
      from: 'let [a, b, c, d] = [0, 0, 0, 0];',
      to: [
        'let [a, b, c, d] = [ 0, 0, 0];',
        'let [a, b, c, d] = [0, 0, 0];',
        'let [a, b, c, d] = [0, 0, 0, ];',
      ],
      because: 'undefined counts as 0 in an XOR',
    },
    {
      from: 'for (let i = 0, at = 0; i < 128; i++, at += 4) {',
      to: [
        'for (let i = 0, at = 0; i <= 128; i++, at += 4) {',
        'for (let i = 0, at = 0; i < 129; i++, at += 4) {',
      ],
      because: 'bit 128 of a block is not there, and counts as 0',
    },
    {
      from: 'const keystream = encryptBlocks(key, counterBlocks(counterBlock, Math.ceil(data.length / blockLength)));',
      to: [
        'const keystream = encryptBlocks(key, counterBlocks(counterBlock, Math.ceil(data.length * blockLength)));',
      ],
      because: 'keystream beyond the data is not used, only slow',
    },
    {
      from: 'for (let i = 0; i < data.length; i++) output[i] = (data[i] as number) ^ (keystream[i] as number);',
      to: [
        'for (let i = -1; i < data.length; i++) output[i] = (data[i] as number) ^ (keystream[i] as number);',
        'for (let i = 0; i <= data.length; i++) output[i] = (data[i] as number) ^ (keystream[i] as number);',
      ],
      because: 'an array of bytes does not take what is written outside of it',
    },
    {
      from: 'return ecb(key, { disablePadding: true }).encrypt(blocks);',
      to: [
        'return ecb(key, { }).encrypt(blocks);',
        'return ecb(key, { disablePadding: false }).encrypt(blocks);',
      ],
      because: 'padding adds a block that nobody reads',
    },
    {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the solution's text, not ours
      from: "if (input.length < tagLength) throw new TlsError('bad_record_mac', `the peer sent ${input.length} bytes, too few for a tag`);",
      to: [';'],
      because: 'what is shorter than a tag is no right tag, and gets the same alert',
    },
    {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the solution's text, not ours
      from: "throw new TlsError('bad_record_mac', `the peer sent ${input.length} bytes, too few for a tag`);",
      to: [';'],
      because: 'what is shorter than a tag is no right tag, and gets the same alert',
    },
    {
      from: 'for (let i = 0; i < left.length; i++) difference |= (left[i] as number) ^ (right[i] as number);',
      to: [
        'for (let i = -1; i < left.length; i++) difference |= (left[i] as number) ^ (right[i] as number);',
        'for (let i = 0; i <= left.length; i++) difference |= (left[i] as number) ^ (right[i] as number);',
      ],
      because: 'outside of both arrays nothing differs',
    },
  ],
  '11-handshake': [
    {
      from: "extension('supported_groups', encodeSupportedGroups(offer.groups)), extension('ec_point_formats', encodePointFormats([ECPointFormat.uncompressed])),",
      to: [
        "extension('ec_point_formats', encodePointFormats([ECPointFormat.uncompressed])), extension('supported_groups', encodeSupportedGroups(offer.groups)),",
      ],
      because: 'extensions may come in any order',
    },
    {
      from: 'return [];',
      to: ['return undefined;'],
      because: 'what was received is in a legal order, and application_data ends it: nobody asks',
    },
  ],
};
