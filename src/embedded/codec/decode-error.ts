/** A value that does not fit its Go type: the request cannot be read. */
export class DecodeError extends Error {}
