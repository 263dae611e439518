// Polynomials over GF(2^128), and their roots. Two facts do the work. Every element of the field is a root of
// X^(2^128) - X, each exactly once; so the greatest common divisor of that and f is the product of (X - r) over the
// roots r of f. And the trace, Y + Y^2 + Y^4 + ... + Y^(2^127), is 0 for half of the elements and 1 for the others; so
// the trace of a multiple of X parts the roots in two, and for any two roots some multiple does (Berlekamp 1970).
import { type Element, inverse, multiply, ONE } from './field.js';

/** Coefficients from the constant on; the last is not zero, and the zero polynomial has none. */
export type Polynomial = readonly Element[];

const X: Polynomial = [0n, ONE];

/** The value at x, by Horner's rule. */
export function evaluate(f: Polynomial, x: Element): Element {
  return f.reduceRight((value, coefficient) => multiply(value, x) ^ coefficient, 0n);
}

/** Without zeros at the end. */
export function trimmed(coefficients: readonly Element[]): Polynomial {
  let length = coefficients.length;
  while (length > 0 && coefficients[length - 1] === 0n) length--;
  return coefficients.slice(0, length);
}

/** f + g, which is f - g as well. */
export function add(f: Polynomial, g: Polynomial): Polynomial {
  const length = Math.max(f.length, g.length);
  return trimmed(Array.from({ length }, (_, i) => (f[i] ?? 0n) ^ (g[i] ?? 0n)));
}

/** Every root of f in the field, each once, in the order of their numbers. @throws RangeError for the zero polynomial */
export function roots(f: Polynomial): Element[] {
  if (f.length === 0) throw new RangeError('every element is a root of the zero polynomial');
  const m = monic(f);
  if (m.length === 1) return [];
  const product = gcd(m, add(powerOfTwo(X, 128, m), X));
  return split(product, ONE).sort((a, b) => (a < b ? -1 : 1));
}

/** The roots of a product of different (X - r): parted by the trace of beta * X, for one beta after the other. */
function split(f: Polynomial, beta: Element): Element[] {
  if (f.length <= 1) return [];
  if (f.length === 2) return [f[0] as Element];
  const zeros = gcd(f, trace([0n, beta], f));
  const next = multiply(beta, ONE >> 1n);
  if (zeros.length === 1 || zeros.length === f.length) return split(f, next);
  return [...split(zeros, next), ...split(divide(f, zeros).quotient, next)];
}

/** Y + Y^2 + Y^4 + ... + Y^(2^127), modulo m. */
function trace(Y: Polynomial, m: Polynomial): Polynomial {
  let power = divide(Y, m).remainder;
  let sum = power;
  for (let i = 1; i < 128; i++) {
    power = squared(power, m);
    sum = add(sum, power);
  }
  return sum;
}

/** f^(2^times) modulo m. */
function powerOfTwo(f: Polynomial, times: number, m: Polynomial): Polynomial {
  let power = divide(f, m).remainder;
  for (let i = 0; i < times; i++) power = squared(power, m);
  return power;
}

/** f^2 modulo m: with 1 + 1 = 0 nothing is left of the mixed terms, and each term is squared by itself. */
function squared(f: Polynomial, m: Polynomial): Polynomial {
  const square = f.flatMap((coefficient) => [multiply(coefficient, coefficient), 0n]);
  return divide(trimmed(square), m).remainder;
}

/** Euclid's algorithm; the result is monic. */
function gcd(f: Polynomial, g: Polynomial): Polynomial {
  return g.length === 0 ? monic(f) : gcd(g, divide(f, g).remainder);
}

function monic(f: Polynomial): Polynomial {
  const leading = f.at(-1);
  if (leading === undefined || leading === ONE) return f;
  const factor = inverse(leading);
  return f.map((coefficient) => multiply(coefficient, factor));
}

/** Long division: f = quotient * g + remainder. */
function divide(f: Polynomial, g: Polynomial): { quotient: Polynomial; remainder: Polynomial } {
  const remainder = [...f];
  const quotient: Element[] = new Array(Math.max(0, f.length - g.length + 1)).fill(0n);
  const factor = inverse(g.at(-1) as Element);
  for (let i = quotient.length - 1; i >= 0; i--) {
    const digit = multiply(remainder[i + g.length - 1] as Element, factor);
    quotient[i] = digit;
    if (digit === 0n) continue;
    for (const [j, coefficient] of g.entries())
      remainder[i + j] = (remainder[i + j] as Element) ^ multiply(digit, coefficient);
  }
  return { quotient: trimmed(quotient), remainder: trimmed(remainder.slice(0, g.length - 1)) };
}
