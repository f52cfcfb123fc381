/** The value of a field as it stands on the wire. */
export type WireValue =
  | { readonly kind: 'varint'; readonly value: bigint }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

export interface WireField {
  readonly number: number;
  readonly value: WireValue;
}

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH = 2;
const FIXED_32 = 5;

/** The fields of a Protocol Buffers message, in the order they stand there. */
export function* wireFields(message: Uint8Array): Generator<WireField> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw truncated();
      if (shift > 63n) throw new Error('proto: integer overflow');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const bytes = (length: number): Uint8Array => {
    if (at + length > message.length) throw truncated();
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = Number(varint());
    const number = tag >> 3;
    switch (tag & 7) {
      case VARINT:
        yield { number, value: { kind: 'varint', value: varint() } };
        break;
      case FIXED_64:
        yield { number, value: { kind: 'bytes', bytes: bytes(8) } };
        break;
      case LENGTH:
        yield { number, value: { kind: 'bytes', bytes: bytes(Number(varint())) } };
        break;
      case FIXED_32:
        yield { number, value: { kind: 'bytes', bytes: bytes(4) } };
        break;
      default:
        throw new Error(`proto: illegal wireType ${tag & 7}`);
    }
  }
}

function truncated(): Error {
  return new Error('unexpected EOF');
}

/** The fields of a message by their number; of equal numbers the last counts. */
export function wireMap(message: Uint8Array): ReadonlyMap<number, WireValue> {
  return new Map([...wireFields(message)].map(({ number, value }) => [number, value]));
}

export function wireText(value: WireValue | undefined): string {
  return value?.kind === 'bytes' ? new TextDecoder().decode(value.bytes) : '';
}

/** A signed integer, as a number where a number holds it. */
export function wireInteger(value: WireValue | undefined): number | bigint {
  if (value?.kind !== 'varint') return 0;
  const signed = BigInt.asIntN(64, value.value);
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : signed;
}

/** What is inside of a field that holds bytes. */
export function wireBytes(value: WireValue | undefined): Uint8Array {
  return value?.kind === 'bytes' ? value.bytes : new Uint8Array();
}
