import { type FieldPattern, parseJsonPointer, parseSimpleJq } from '../model/field-pattern.ts';
import type { FieldPath } from '../model/manifest.ts';
import type { IgnoredDifference } from '../model/target.ts';
import {
  type FieldReader,
  problemAt,
  readObject,
  readObjectList,
  readText,
  readTextList,
} from './field-reader.ts';
import { checkFields, type FieldSupportTable } from './field-support.ts';

const ARGO: FieldSupportTable = {
  group: 'read',
  kind: 'read',
  namespace: 'read',
  name: 'read',
  jsonPointers: 'read',
  jqPathExpressions: 'read',
  managedFieldsManagers: 'read',
};

const FLUX: FieldSupportTable = { paths: 'read', target: 'read' };

const byName = { refused: 'name the objects by group, kind, namespace and name' };
const FLUX_TARGET: FieldSupportTable = {
  group: 'read',
  version: { ignored: 'the rule counts for every version' },
  kind: 'read',
  namespace: 'read',
  name: 'read',
  labelSelector: byName,
  annotationSelector: byName,
};

/**
 * `spec.ignoreDifferences` of an Application: no drift, and with the option
 * `RespectIgnoreDifferences=true` not applied over either.
 */
export function readIgnoreDifferences(
  reader: FieldReader,
  options: readonly string[],
): readonly IgnoredDifference[] {
  const whenApplying = options.includes('RespectIgnoreDifferences=true');
  return readObjectList(reader, ['spec', 'ignoreDifferences']).map((at) => {
    checkFields(reader, at, ARGO);
    return {
      ...readNames(reader, at),
      fields: [
        ...readPatterns(reader, [...at, 'jsonPointers'], pointers),
        ...readPatterns(reader, [...at, 'jqPathExpressions'], expressions),
      ],
      managers: readTextList(reader, [...at, 'managedFieldsManagers']),
      whenApplying,
    };
  });
}

/** `spec.ignore` of a Kustomization: neither drift, nor applied over. */
export function readIgnoreRules(reader: FieldReader): readonly IgnoredDifference[] {
  return readObjectList(reader, ['spec', 'ignore']).map((at) => {
    checkFields(reader, at, FLUX);
    readObject(reader, [...at, 'target']);
    checkFields(reader, [...at, 'target'], FLUX_TARGET);
    return {
      ...readNames(reader, [...at, 'target']),
      fields: readPatterns(reader, [...at, 'paths'], pointers),
      managers: [],
      whenApplying: true,
    };
  });
}

function readNames(reader: FieldReader, at: FieldPath) {
  const named = (field: string) => {
    const value = readText(reader, [...at, field]);
    if (value === undefined || value === '*') return undefined;
    if (!/^[\w.-]+$/.test(value)) {
      const what = `${value} is a pattern, which is not supported here`;
      reader.blocked.push(
        problemAt(reader, [...at, field], 'UNSUPPORTED_FIELD', what, 'write the whole name'),
      );
    }
    return value;
  };
  return {
    group: named('group'),
    kind: named('kind'),
    namespace: named('namespace'),
    name: named('name'),
  };
}

/** One way to write which field is meant. */
interface Notation {
  readonly parse: (text: string) => FieldPattern | undefined;
  readonly advice: string;
}

const pointers: Notation = { parse: parseJsonPointer, advice: 'write /spec/replicas' };
const expressions: Notation = {
  parse: parseSimpleJq,
  advice: 'write a plain path such as .spec.template.spec.containers[].image, or a JSON pointer',
};

function readPatterns(
  reader: FieldReader,
  at: FieldPath,
  { parse, advice }: Notation,
): readonly FieldPattern[] {
  return readTextList(reader, at).flatMap((text, index) => {
    const pattern = parse(text);
    if (pattern !== undefined) return [pattern];
    const what = `${text} names no field that can be ignored`;
    reader.blocked.push(problemAt(reader, [...at, index], 'UNSUPPORTED_FIELD', what, advice));
    return [];
  });
}
