// What the bench says: rows of figures, and for some of them what we aim at.

/** One line of the bench. Every figure is in `unit`. */
export interface Row {
  readonly group: string;
  readonly name: string;
  readonly unit: string;
  readonly figures: Figures;
  readonly aim?: Aim;
}

/** A figure for each column; `primitives` are what a record layer is made of, without the layer. */
export type Figures = { readonly [C in Column]?: number };

export const columns = ['ours', 'node-forge', 'node:tls', 'primitives'] as const;
export type Column = (typeof columns)[number];

export interface Aim {
  /** What is measured, such as "times node-forge". */
  readonly what: string;
  /** How figures of this aim are printed. */
  readonly unit: 'times' | 'percent' | 'per second' | 'MiB' | 'ms';
  readonly measured: number;
  readonly bound: { readonly least: number } | { readonly most: number };
  readonly met: boolean;
  /** The figure hardly depends on the machine's load: missing the aim fails the run. */
  readonly binding: boolean;
}

type AimRequest = Omit<Aim, 'met' | 'binding'> & { readonly binding?: boolean };

export function aim(request: AimRequest): Aim {
  const { measured, bound } = request;
  const met = 'least' in bound ? measured >= bound.least : measured <= bound.most;
  return { binding: false, ...request, met };
}

/** A figure of an aim with its unit: "5.00x", "85 %". */
export function inUnit(value: number, unit: Aim['unit']): string {
  switch (unit) {
    case 'times':
      return `${figure(value)}x`;
    case 'percent':
      return `${Math.round(100 * value)} %`;
    case 'per second':
      return `${figure(value)}/s`;
    case 'MiB':
    case 'ms':
      return `${figure(value)} ${unit}`;
  }
}

/** Three digits are all that a measurement is worth. */
export function figure(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
