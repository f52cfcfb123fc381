import type { JsonObject } from '../../model/json.ts';
import { objectOf, textOf } from '../registry/metadata.ts';
import type { ResourceType } from '../registry/resource-type.ts';

const involved =
  (field: string) =>
  (event: JsonObject): string =>
    textOf(objectOf(event.involvedObject)[field]);

const reporter = (event: JsonObject): string => textOf(event.reportingComponent);

/** What field selectors may ask of an Event. */
export const selectableEventFields: ResourceType['selectableFields'] = {
  'involvedObject.kind': involved('kind'),
  'involvedObject.namespace': involved('namespace'),
  'involvedObject.name': involved('name'),
  'involvedObject.uid': involved('uid'),
  'involvedObject.apiVersion': involved('apiVersion'),
  'involvedObject.resourceVersion': involved('resourceVersion'),
  'involvedObject.fieldPath': involved('fieldPath'),
  reason: (event) => textOf(event.reason),
  reportingComponent: reporter,
  source: (event) => textOf(objectOf(event.source).component) || reporter(event),
  type: (event) => textOf(event.type),
};
