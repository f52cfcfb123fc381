import { InvalidYaml, yamlProblem } from './problem.ts';
import { SourceText } from './source-text.ts';

/** The text of a file: UTF-8 without byte order mark, line ends as `\n`. Throws `InvalidYaml`. */
export function decodeText(input: Uint8Array | string, file: string, maxBytes: number): SourceText {
  if (input.length > maxBytes) {
    throw new InvalidYaml({
      code: 'FILE_TOO_LARGE',
      position: { file, line: 1, column: 1 },
      subject: undefined,
      what: `the file has ${input.length} bytes, more than the limit of ${maxBytes}`,
      advice: 'split it into smaller files',
    });
  }
  const text = typeof input === 'string' ? input : decodeUtf8(input, file);
  return new SourceText(file, text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text);
}

function decodeUtf8(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const valid = new TextDecoder().decode(bytes.subarray(0, firstInvalidByte(bytes)));
    throw new InvalidYaml(
      yamlProblem(
        { source: new SourceText(file, valid), offset: valid.length },
        'NOT_UTF8',
        'the file is not UTF-8 text here',
        'save it as UTF-8, or remove the bytes',
      ),
    );
  }
}

/** Decoding replaces invalid bytes, so the first byte that does not come back is the first invalid one. */
function firstInvalidByte(bytes: Uint8Array): number {
  const replaced = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const again = new TextEncoder().encode(replaced);
  return bytes.findIndex((byte, index) => byte !== again[index]);
}
