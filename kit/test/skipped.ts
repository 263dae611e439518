// How a skipped suite tells the reporter which peers it misses: a mark on the suite, read up the parent chain.
import type { PeerName } from '../peers/detect.js';

interface Node {
  readonly parent?: Node | undefined;
}

const marks = new WeakMap<Node, readonly PeerName[]>();

export function markMissing(suite: Node, missing: readonly PeerName[]): void {
  marks.set(suite, missing);
}

/** The peers whose absence skipped `test`, or none when it was skipped for another reason. */
export function missingFor(test: Node): readonly PeerName[] {
  for (let node: Node | undefined = test; node; node = node.parent) {
    const missing = marks.get(node);
    if (missing) return missing;
  }
  return [];
}
