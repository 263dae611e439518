// Plain data: what stage functions take and give, and what can cross to another process.

/** A deep copy; bytes become bytes of their own. */
export function copyOf(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]));
  return value;
}

/** Equal in every byte and field. A field that is undefined counts as one that is not there. */
export function sameData(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array || b instanceof Uint8Array)
    return (
      a instanceof Uint8Array &&
      b instanceof Uint8Array &&
      a.length === b.length &&
      a.every((x, i) => x === b[i])
    );
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((x, i) => sameData(x, b[i]))
    );
  if (typeof a === 'object' && typeof b === 'object' && a && b) {
    const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) =>
      sameData(left[key], right[key]),
    );
  }
  return Object.is(a, b);
}

const DEEPEST = 50;

/** What keeps a value from being plain data, and where in it; undefined when nothing does. */
export function notPlain(value: unknown, where = '', depth = 0): { what: string; where: string } | undefined {
  if (depth > DEEPEST) return { what: 'an object that holds itself', where: '' };
  if (typeof value === 'function' || typeof value === 'symbol') return { what: `a ${typeof value}`, where };
  if (typeof value !== 'object' || value === null) return undefined;
  if (typeof (value as { then?: unknown }).then === 'function') return { what: 'a Promise', where };
  if (value instanceof Uint8Array)
    return value.constructor === Uint8Array ? undefined : { what: `a ${value.constructor.name}`, where };
  if (Array.isArray(value))
    return firstOf(
      value.map((inner, i) => [inner, `${where}[${i}]`]),
      depth,
    );
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    return { what: `an instance of ${prototype.constructor?.name ?? 'a class'}`, where };
  return firstOf(
    Object.entries(value).map(([key, inner]) => [inner, `${where}.${key}`]),
    depth,
  );
}

function firstOf(parts: [unknown, string][], depth: number): { what: string; where: string } | undefined {
  for (const [value, where] of parts) {
    const found = notPlain(value, where, depth + 1);
    if (found) return found;
  }
  return undefined;
}
