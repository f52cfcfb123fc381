/** A message of Protocol Buffers by the numbers of its fields; equal numbers are written as a list. */
export interface Message {
  readonly [number: number]: Field | readonly Field[];
}

type Field = string | number | Message;

/** The highest number that is one byte, and one character of UTF-8 too. */
const ASCII = 0x7f;

const INTEGER = 0;
const BYTES = 2;

/** The bytes of a message that has nothing but ASCII, short fields and small integers, as text. */
export function encodeMessage(message: Message): string {
  return Object.entries(message)
    .flatMap(([number, fields]) =>
      (Array.isArray(fields) ? fields : [fields]).map((field) =>
        encodeField(Number(number), field),
      ),
    )
    .join('');
}

function encodeField(number: number, field: Field): string {
  if (typeof field === 'number') return byte(number * 8 + INTEGER) + byte(field);
  const content = typeof field === 'string' ? field : encodeMessage(field);
  return byte(number * 8 + BYTES) + byte(content.length) + content;
}

function byte(value: number): string {
  if (value > ASCII) throw new Error(`${value} does not fit into one byte of ASCII`);
  return String.fromCharCode(value);
}

/** Kubernetes' envelope around an object. */
export function encodeEnvelope(apiVersion: string, kind: string, object: Message): string {
  return `k8s\0${encodeMessage({ 1: { 1: apiVersion, 2: kind }, 2: encodeMessage(object) })}`;
}
