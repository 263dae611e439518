// What can go wrong in a piece of code, by kind. Each looks at one node of the syntax tree and says which edits of
// the text make it wrong.
import type TypeScript from '@tslab/typescript-for-tslab';

/** `text` in the place of the characters `start` to `end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type Mutator = (ts: typeof TypeScript, node: TypeScript.Node) => Edit[];

const put = (node: TypeScript.Node, text: string): Edit => ({
  start: node.getStart(),
  end: node.getEnd(),
  text,
});
const removed = (node: TypeScript.Node) => put(node, ';');

const operators: { readonly [operator: string]: readonly string[] } = {
  ...{ '+': ['-'], '-': ['+'], '*': ['/'], '/': ['*'], '%': ['*'], '**': ['*'] },
  ...{ '&': ['|'], '|': ['&'], '^': ['|'], '<<': ['>>'], '>>': ['<<'], '>>>': ['<<'] },
  ...{ '<': ['<=', '>='], '<=': ['<', '>'], '>': ['>=', '<='], '>=': ['>', '<'] },
  ...{ '===': ['!=='], '!==': ['==='], '==': ['!='], '!=': ['=='], '&&': ['||'], '||': ['&&'] },
  ...{ '+=': ['-=', '='], '-=': ['+=', '='], '*=': ['/='], '/=': ['*='], '%=': ['*='] },
  ...{ '&=': ['|='], '|=': ['&=', '='], '^=': ['|=', '='], '<<=': ['>>='], '>>=': ['<<='], '??=': ['='] },
};

const binaryOperator: Mutator = (ts, node) => {
  if (!ts.isBinaryExpression(node)) return [];
  const operator = node.operatorToken.getText();
  if (operator === '??') return [put(node, node.left.getText()), put(node, node.right.getText())];
  return (operators[operator] ?? []).map((other) => put(node.operatorToken, other));
};

const unaryOperator: Mutator = (ts, node) => {
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return [];
  const { operand, operator } = node;
  const { PlusPlusToken, MinusMinusToken } = ts.SyntaxKind;
  if (operator !== PlusPlusToken && operator !== MinusMinusToken) return [put(node, operand.getText())];
  const [sign, other] = operator === PlusPlusToken ? ['++', '--'] : ['--', '++'];
  return [put(node, node.getText().replace(sign, other))];
};

/** A condition turned round; a choice made once and for all. */
const condition: Mutator = (ts, node) => {
  if (ts.isConditionalExpression(node))
    return [
      put(node.condition, `!(${node.condition.getText()})`),
      put(node, `(${node.whenTrue.getText()})`),
      put(node, `(${node.whenFalse.getText()})`),
    ];
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node))
    return [put(node.expression, `!(${node.expression.getText()})`)];
  return [];
};

const literal: Mutator = (ts, node) => {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [put(node, 'false')];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [put(node, 'true')];
  if (ts.isNumericLiteral(node) && Number.isInteger(Number(node.text)))
    return otherNumbers(BigInt(node.text)).map((n) => put(node, `${n}`));
  if (ts.isBigIntLiteral(node))
    return otherNumbers(BigInt(node.text.slice(0, -1))).map((n) => put(node, `${n}n`));
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))
    return [put(node, node.text === '' ? "'?'" : "''")];
  if (ts.isRegularExpressionLiteral(node)) return [put(node, '/(?!)/'), put(node, '/(?:)/')];
  return [];
};

const otherNumbers = (n: bigint) => [n + 1n, n - 1n, 0n].filter((other) => other !== n).map(String);

const statement: Mutator = (ts, node) => {
  if (ts.isReturnStatement(node)) return node.expression ? [put(node, 'return undefined;')] : [removed(node)];
  const goes =
    ts.isExpressionStatement(node) ||
    ts.isIfStatement(node) ||
    ts.isThrowStatement(node) ||
    ts.isIterationStatement(node, false) ||
    ts.isBreakOrContinueStatement(node);
  return goes ? [removed(node)] : [];
};

const functionBody: Mutator = (ts, node) => {
  if (ts.isFunctionDeclaration(node) && node.body) return [put(node.body, '{ return undefined; }')];
  return ts.isArrowFunction(node) ? [put(node.body, '{ return undefined; }')] : [];
};

/** The same with their arguments the other way round. */
const symmetric = new Set(['equalBytes', 'sameBytes', 'swap', 'gcd', 'xor']);

const callArguments: Mutator = (ts, node) => {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return [];
  if (symmetric.has(node.expression.getText())) return [];
  const list = node.arguments ?? [];
  return list.slice(1).map((second, i) => {
    const first = list[i] as TypeScript.Expression;
    const text = `${second.getText()}, ${first.getText()}`;
    return { start: first.getStart(), end: second.getEnd(), text };
  });
};

/** Where a slice begins and ends. */
const sliceBounds: Mutator = (ts, node) => {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  if (!/^(?:slice|subarray)$/.test(node.expression.name.text)) return [];
  const list = node.arguments;
  const moved = list.flatMap((bound) =>
    ['+ 1', '- 1'].map((change) => put(bound, `(${bound.getText()}) ${change}`)),
  );
  const [start, end] = list;
  return start && end ? [...moved, { start: start.getEnd(), end: end.getEnd(), text: '' }] : moved;
};

/** A method that takes nothing, such as reverse(), left out. */
const method: Mutator = (ts, node) => {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  return node.arguments.length === 0 ? [put(node, node.expression.expression.getText())] : [];
};

/** An element of an array, or a property of an object, left out. */
const element: Mutator = (ts, node) => {
  const parts = ts.isArrayLiteralExpression(node)
    ? node.elements
    : ts.isObjectLiteralExpression(node)
      ? node.properties
      : [];
  return [...parts].map((part) => {
    const after = part.getSourceFile().text.slice(part.getEnd()).match(/^\s*,/)?.[0].length ?? 0;
    return { start: part.getStart(), end: part.getEnd() + after, text: '' };
  });
};

export const mutators: readonly Mutator[] = [
  ...[binaryOperator, unaryOperator, condition, literal, statement],
  ...[functionBody, callArguments, sliceBounds, method, element],
];
