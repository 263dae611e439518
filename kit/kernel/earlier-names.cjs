// tslab keeps what earlier cells declared in one object, and writes exports.name wherever a cell uses such a name. It
// does so by the symbol that TypeScript finds at an identifier, and two places in the language mislead it.

/** What tslab must ask in place of `ts`, TypeScript as it is. */
exports.readingNames = (ts) => ({
  // const { name: own } = value: the name is a property's, no variable, and must stay.
  isIdentifier: (node) => ts.isIdentifier(node) && !isRenamed(ts, node),
  // { name }: there is no place for exports.name in it, so it is written out, { name: exports.name }.
  visitEachChild(node, visitor, context) {
    if (!ts.isShorthandPropertyAssignment(node)) return ts.visitEachChild(node, visitor, context);
    const value = visitor(node.name);
    if (value === node.name) return node;
    return ts.factory.createPropertyAssignment(ts.factory.createIdentifier(node.name.text), value);
  },
});

const isRenamed = (ts, node) =>
  node.parent !== undefined && ts.isBindingElement(node.parent) && node.parent.propertyName === node;

/** At the name in { name } TypeScript finds the property of the object; tslab means the variable. */
exports.findVariables = (ts, checker) => {
  const find = checker.getSymbolAtLocation;
  checker.getSymbolAtLocation = (node) => {
    const { parent } = node;
    const shorthand = parent && ts.isShorthandPropertyAssignment(parent) && parent.name === node;
    return shorthand ? checker.getShorthandAssignmentValueSymbol(parent) : find(node);
  };
};
