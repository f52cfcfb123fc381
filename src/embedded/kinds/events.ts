import type { JsonObject } from '../../model/json.ts';
import { namespaceOf, objectOf, textOf } from '../registry/metadata.ts';
import { type FieldProblem, invalid } from '../status/field-error.ts';
import { BASE_STRATEGY } from './base-strategy.ts';
import type { Kind } from './kind.ts';

/** An Event is in the namespace of what it is about; in `default` where that has none. */
function validate(object: JsonObject): readonly FieldProblem[] {
  const about = textOf(objectOf(object.involvedObject).namespace);
  const namespace = namespaceOf(object);
  if (about === namespace || (about === '' && namespace === 'default')) return [];
  const detail = 'does not match event.namespace';
  return [invalid('involvedObject.namespace', about, detail)];
}

const ABOUT = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

const fieldsOfSubject = ABOUT.map((key) => [
  `involvedObject.${key}`,
  (object: JsonObject) => textOf(objectOf(object.involvedObject)[key]),
]);

export const eventKind: Kind = {
  strategy: {
    ...BASE_STRATEGY,
    createOnUpdate: true,
    propagation: 'Unsupported',
    validate,
    validateUpdate: validate,
  },
  selectableFields: {
    ...Object.fromEntries(fieldsOfSubject),
    reason: (object) => textOf(object.reason),
    reportingComponent: (object) => textOf(object.reportingComponent),
    source: (object) =>
      textOf(objectOf(object.source).component) || textOf(object.reportingComponent),
    type: (object) => textOf(object.type),
  },
};
