/** Name of the error for an item of the control plane's table that does not hold what it should. */
export const MALFORMED_ITEM = 'MalformedItem';

/**
 * What an item of the control plane's table holds. One that cannot be understood is like a refusal by AWS: asking again
 * gives the same, a person must look, and nobody may take it for an item that is not there.
 *
 * @param what the item holds, such as `a divergence`
 * @throws MalformedItem where `read` throws
 */
export function understoodAs<Value>(what: string, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    const message = `the item does not hold what ${what} holds; nothing of it is used`;
    throw Object.assign(new Error(message, { cause }), { name: MALFORMED_ITEM, $metadata: { httpStatusCode: 400 } });
  }
}
