/** Ends a switch over a closed union; the compiler refuses a forgotten case. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
