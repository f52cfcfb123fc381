import { isJsonObject, type JsonObject, jsonEquals } from '../../model/json.ts';
import { type Manifest, valueAt } from '../../model/manifest.ts';
import { compareQuantities } from '../../model/quantity.ts';
import { claimTemplates, nameOfTemplate, requestOf } from './monitor-set.ts';

/** What differs between a live StatefulSet and a desired one in fields that cannot be changed. */
export interface ImmutableChanges {
  /** Fields that a StatefulSet made anew may have, and the pods that it takes over need not. */
  readonly renewed: readonly string[];
  /** Claim templates that ask for more. */
  readonly grown: readonly {
    readonly template: string;
    readonly from: string;
    readonly to: string;
  }[];
  /** What no step can bring about with the volumes kept; each says why. */
  readonly refused: readonly string[];
}

/** Fields that a StatefulSet made anew can have while its pods and volumes stay. */
const renewable = ['selector', 'serviceName', 'podManagementPolicy'] as const;

const defaults: JsonObject = { podManagementPolicy: 'OrderedReady', serviceName: '' };

export function immutableChanges(desired: Manifest, live: Manifest): ImmutableChanges {
  const renewed = renewable.filter(
    (field) => !jsonEquals(fieldOf(desired, field), fieldOf(live, field)),
  );
  const claims = claimChanges(desired, live);
  const byExpression = valueAt(desired, ['spec', 'selector', 'matchExpressions']) !== undefined;
  const refused =
    renewed.includes('selector') && byExpression
      ? ['spec.selector has matchExpressions: pods cannot be labelled to match them']
      : [];
  return { renewed, grown: claims.grown, refused: [...refused, ...claims.refused] };
}

function fieldOf(set: Manifest, field: string) {
  return valueAt(set, ['spec', field]) ?? defaults[field];
}

function claimChanges(desired: Manifest, live: Manifest): Omit<ImmutableChanges, 'renewed'> {
  const wanted = claimTemplates(desired);
  const existing = new Map(claimTemplates(live).map((one) => [nameOfTemplate(one), one]));
  const grown: ImmutableChanges['grown'][number][] = [];
  const refused: string[] = [];
  for (const template of wanted) {
    const name = nameOfTemplate(template);
    const before = existing.get(name);
    existing.delete(name);
    if (before === undefined) {
      refused.push(`the claim template ${name} is new: what its pods hold now would be lost`);
      continue;
    }
    const [from, to] = [requestOf(before), requestOf(template)];
    const order = compareQuantities(to, from);
    if (order > 0) grown.push({ template: name, from, to });
    if (order < 0)
      refused.push(
        `the claim template ${name} shrinks from ${from} to ${to}: volumes never shrink`,
      );
    for (const field of [
      'storageClassName',
      'accessModes',
      'volumeMode',
      'selector',
      'dataSource',
    ]) {
      const [was, is] = [specField(before, field), specField(template, field)];
      if (is === undefined || jsonEquals(was, is)) continue;
      refused.push(`${field} of the claim template ${name} differs: a volume cannot be changed so`);
    }
  }
  for (const name of existing.keys()) {
    refused.push(`the claim template ${name} is gone: its pods would lose what they hold`);
  }
  return { grown, refused };
}

function specField(template: JsonObject, field: string) {
  const { spec } = template;
  const value = isJsonObject(spec) ? spec[field] : undefined;
  return field === 'volumeMode' && value === 'Filesystem' ? undefined : value;
}
