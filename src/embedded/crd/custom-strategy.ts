import { type JsonObject, jsonEquals } from '../../model/json.ts';
import { fieldSetOf } from '../fieldpath/field-set.ts';
import { BASE_STRATEGY, RESET_STATUS } from '../kinds/base-strategy.ts';
import { metadataOf, objectOf, withFields, withMetadata, without } from '../registry/metadata.ts';
import type { Strategy } from '../registry/resource-type.ts';
import type { FieldProblem } from '../status/field-error.ts';
import { dnsSubdomain } from '../validation/names.ts';
import { duplicateItems } from './list-keys.ts';
import { validateValue } from './validate-value.ts';

/** How objects of a custom kind are written. */
export function customStrategy(schema: JsonObject | undefined, hasStatus: boolean): Strategy {
  // Metadata has rules of its own; the schema's are about everything else.
  const problemsOf = (object: JsonObject): readonly FieldProblem[] => {
    if (schema === undefined) return [];
    const properties = without(objectOf(schema.properties), 'metadata', 'apiVersion', 'kind');
    const own = { ...schema, properties };
    return [...validateValue(object, own, ''), ...duplicateItems(object, own, '')];
  };
  const newProblems = (next: JsonObject, live: JsonObject): readonly FieldProblem[] => {
    const before = problemsOf(live);
    // What was wrong before and did not change does not stand in the way of other changes.
    return problemsOf(next).filter(
      (problem) => !before.some((old) => jsonEquals({ ...old }, { ...problem })),
    );
  };
  return {
    ...BASE_STRATEGY,
    validateName: dnsSubdomain,
    unconditionalUpdate: false,
    resetFields: hasStatus
      ? {
          '': RESET_STATUS,
          status: fieldSetOf(...fieldsBesidesStatus(schema).map((name) => [`f:${name}`]), [
            'f:metadata',
          ]),
        }
      : BASE_STRATEGY.resetFields,
    prepareForCreate: (object) =>
      withMetadata(hasStatus ? without(object, 'status') : object, { generation: 1 }),
    prepareForUpdate: (next, live) => {
      const kept = hasStatus ? withFields(next, { status: live.status }) : next;
      const isSame = jsonEquals(without(kept, 'metadata'), without(live, 'metadata'));
      const { generation } = metadataOf(live);
      return isSame || typeof generation !== 'number'
        ? kept
        : withMetadata(kept, { generation: generation + 1 });
    },
    prepareForStatusUpdate: (next, live) => {
      const { managedFields } = metadataOf(next);
      const kept = withFields(live, { status: next.status });
      return withMetadata(kept, { managedFields });
    },
    validate: problemsOf,
    validateUpdate: newProblems,
    validateStatusUpdate: newProblems,
  };
}

function fieldsBesidesStatus(schema: JsonObject | undefined): readonly string[] {
  const names = Object.keys(objectOf(schema?.properties));
  return [...new Set([...names, 'spec'])].filter((name) => name !== 'status');
}
