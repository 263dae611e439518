// Square and multiply, a bit at a time, for pictures; lib/integers.ts only gives the end, and takes long exponents
// several bits at a time. The tests hold the two against each other.

export interface PowerStep {
  /** The exponent's bit, its first one first. */
  readonly bit: 0 | 1;
  /** The square of the value before, modulo n. */
  readonly squared: bigint;
  /** The square, or times the base when the bit is 1, modulo n. */
  readonly value: bigint;
}

/** One step for each bit of `exponent`, starting from 1. The last `value` is the power. */
export function modPowSteps(base: bigint, exponent: bigint, modulus: bigint): PowerStep[] {
  let value = 1n % modulus;
  return Array.from(exponent.toString(2), (digit) => {
    const squared = (value * value) % modulus;
    value = digit === '1' ? (squared * base) % modulus : squared;
    return { bit: digit === '1' ? 1 : 0, squared, value };
  });
}
