/** The input cannot be read; the message is one sentence for whoever gave it. */
export class InputError extends Error {
  override name = 'InputError';
}
