// Words that no check can judge, since everybody may choose their own: what an exception says, and what a field is
// called where it is read. Mutants of them would say nothing about the checks.
import type TypeScript from '@tslab/typescript-for-tslab';

/** The readers of the codec and of certificates: a string among their arguments is a name. */
const readers = new Set([
  ...['decodeAll', 'Reader', 'uint8', 'uint16', 'uint24', 'uint32', 'opaque', 'vector', 'list', 'nested'],
  ...['sequence', 'constructed', 'primitive', 'bitString', 'any', 'readName', 'readTime', 'readPublicKey'],
  'readSignatureAlgorithm',
]);
/** What makes an error: words begin at this argument. An alert is no free text. */
const words: { readonly [name: string]: number } = {
  ...{ TlsError: 1, Error: 0, RangeError: 0, TypeError: 0 },
  ...{ bad: 0, refuse: 1 }, // solutions' own
};

export function isFree(ts: typeof TypeScript, node: TypeScript.Node): boolean {
  const call = node.parent;
  if (call === undefined || !(ts.isCallExpression(call) || ts.isNewExpression(call))) return false;
  const index = call.arguments?.indexOf(node as TypeScript.Expression) ?? -1;
  if (index < 0) return false;
  const name = call.expression.getText().split('.').at(-1) as string;
  if (index >= (words[name] ?? Number.POSITIVE_INFINITY)) return true;
  return readers.has(name) && ts.isStringLiteral(node);
}
