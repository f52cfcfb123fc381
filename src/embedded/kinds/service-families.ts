import type { JsonObject } from '../../model/json.ts';
import { objectOf, textOf } from '../registry/metadata.ts';
import { type FieldProblem, invalid } from '../status/field-error.ts';

/** The cluster's only family of addresses. */
const FAMILY = 'IPv4';
const OTHER: Readonly<Record<string, string>> = { IPv4: 'IPv6', IPv6: 'IPv4' };

const familiesOf = (spec: JsonObject): readonly string[] =>
  Array.isArray(spec.ipFamilies) ? spec.ipFamilies.map(textOf) : [];

/** Its endpoints are written by hand: they may be of families that the cluster has not. */
const isFreeToChoose = (spec: JsonObject): boolean =>
  spec.clusterIP === 'None' && Object.keys(objectOf(spec.selector)).length === 0;

/** The families of addresses that a service gets where it asks for none. */
export function withFamilies(spec: JsonObject): JsonObject {
  const isFree = isFreeToChoose(spec);
  const policy = textOf(spec.ipFamilyPolicy) || (isFree ? 'RequireDualStack' : 'SingleStack');
  const asked = familiesOf(spec);
  const [first = FAMILY] = asked;
  const isDual = isFree && policy !== 'SingleStack' && asked.length < 2;
  return {
    ...spec,
    ipFamilies: isDual ? [first, OTHER[first] ?? first] : [first, ...asked.slice(1)],
    ipFamilyPolicy: policy,
  };
}

/** The families after a change: who asks for one family only keeps the first. */
export function withChangedFamilies(spec: JsonObject, before: JsonObject): JsonObject {
  const asked = familiesOf(spec);
  const areSame = asked.join() === familiesOf(before).join();
  if (areSame && spec.ipFamilyPolicy === before.ipFamilyPolicy) return spec;
  const isReleasing = areSame && spec.ipFamilyPolicy === 'SingleStack';
  return withFamilies(isReleasing ? { ...spec, ipFamilies: asked.slice(0, 1) } : spec);
}

/** A family is only given up where one is asked for. */
export function releaseProblems(asked: JsonObject, before: JsonObject): readonly FieldProblem[] {
  const policy = textOf(asked.ipFamilyPolicy);
  if (policy === 'SingleStack' || familiesOf(asked).length >= familiesOf(before).length) return [];
  const detail = "must be 'SingleStack' to release the secondary IP family";
  return [invalid('spec.ipFamilyPolicy', policy, detail)];
}

/** What was given once stays, even where a new service would not get it. */
export function keepsPreferred(spec: JsonObject, before: JsonObject): boolean {
  return (
    spec.ipFamilyPolicy === 'PreferDualStack' &&
    spec.ipFamilyPolicy === before.ipFamilyPolicy &&
    familiesOf(spec).join() === familiesOf(before).join()
  );
}

/** What a cluster with one family of addresses has not. */
export function familyProblems(spec: JsonObject): readonly FieldProblem[] {
  const policy = textOf(spec.ipFamilyPolicy);
  const families = familiesOf(spec);
  const field = 'spec.ipFamilyPolicy';
  if (policy === 'SingleStack' && families.length > 1) {
    const detail =
      "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified";
    return [invalid(field, policy, detail)];
  }
  if (isFreeToChoose(spec)) return [];
  return [
    ...(policy === 'RequireDualStack'
      ? [invalid(field, policy, 'this cluster is not configured for dual-stack services')]
      : []),
    ...families.flatMap((family, index) =>
      family === FAMILY
        ? []
        : [invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster')],
    ),
  ];
}
