import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How Go writes a field of a struct as JSON:
 * - `value`: always, its zero value too;
 * - `omitempty`: left out when it is empty; a struct never is;
 * - `omitzero`: left out when it is the zero value, a struct too;
 * - `pointer`: left out when it is null;
 * - `nullable`: null where it is not set.
 */
export type GoEncoding = 'value' | 'omitempty' | 'omitzero' | 'pointer' | 'nullable';

export interface GoField {
  readonly name: string;
  readonly encoding: GoEncoding;
  /** The Go type as it is written in the source, without the pointer. */
  readonly type: string;
  /** Its number in Protocol Buffers, below those of the structs it is inlined from: `2.1`; `0` for none. */
  readonly protobuf: string;
}

interface Inlined {
  readonly struct: string;
  readonly protobuf: string;
}

interface Struct {
  readonly fields: readonly GoField[];
  /** Structs whose fields are written in this one's place. */
  readonly inlined: readonly Inlined[];
}

const STRUCT = /^type (\w+) struct \{\n([\s\S]*?)^\}/gm;
const FIELD = /^\t(?:(\w+)\s+)?(\S+)\s+`json:"([^"]*)"(?:[^`\n]*protobuf:"[^,"]*,(\d+))?/gm;

function encodingOf(pointer: boolean, options: readonly string[]): GoEncoding {
  if (pointer) return options.includes('omitempty') ? 'pointer' : 'nullable';
  if (options.includes('omitzero')) return 'omitzero';
  return options.includes('omitempty') ? 'omitempty' : 'value';
}

function readStruct(body: string): Struct {
  const fields: GoField[] = [];
  const inlined: Inlined[] = [];
  for (const [, , goType = '', tag = '', protobuf = '0'] of body.matchAll(FIELD)) {
    const [name = '', ...options] = tag.split(',');
    const type = goType.replace(/^\*/, '');
    if (options.includes('inline')) {
      inlined.push({ struct: type.replace(/^.*\./, ''), protobuf });
    } else if (name !== '' && name !== '-') {
      const encoding = encodingOf(goType.startsWith('*'), options);
      fields.push({ name, encoding, type, protobuf });
    }
  }
  return { fields, inlined };
}

/** The structs of a Go package's sources, by name, with inlined structs resolved. */
export function readGoStructs(folder: string): ReadonlyMap<string, readonly GoField[]> {
  const structs = new Map<string, Struct>();
  for (const file of readdirSync(folder).filter((name) => /^(?!zz_|generated).*\.go$/.test(name))) {
    if (file.endsWith('_test.go')) continue;
    for (const [, name = '', body = ''] of readFileSync(join(folder, file), 'utf8').matchAll(
      STRUCT,
    )) {
      structs.set(name, readStruct(body));
    }
  }
  const flatten = (name: string): readonly GoField[] => {
    const struct = structs.get(name);
    if (struct === undefined) return [];
    const inlined = struct.inlined.flatMap((outer) =>
      flatten(outer.struct).map((field) => ({
        ...field,
        protobuf: `${outer.protobuf}.${field.protobuf}`,
      })),
    );
    return [...inlined, ...struct.fields];
  };
  return new Map([...structs.keys()].map((name) => [name, flatten(name)]));
}
