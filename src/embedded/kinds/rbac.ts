import { type JsonObject, jsonEquals } from '../../model/json.ts';
import { objectOf, objectsOf, textOf, textsOf } from '../registry/metadata.ts';
import type { Strategy } from '../registry/resource-type.ts';
import { type FieldProblem, invalid, notSupported, required } from '../status/field-error.ts';
import { pathSegment } from '../validation/names.ts';
import { BASE_STRATEGY } from './base-strategy.ts';

const GROUP = 'rbac.authorization.k8s.io';

function ruleProblems(
  rule: JsonObject,
  field: string,
  isNamespaced: boolean,
): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const urls = textsOf(rule.nonResourceURLs);
  const groups = textsOf(rule.apiGroups);
  const resources = textsOf(rule.resources);
  if (textsOf(rule.verbs).length === 0) {
    problems.push(required(`${field}.verbs`, 'verbs must contain at least one value'));
  }
  if (urls.length > 0) {
    if (isNamespaced) {
      const detail = 'namespaced rules cannot apply to non-resource URLs';
      problems.push(invalid(`${field}.nonResourceURLs`, urls, detail));
    }
    if (groups.length > 0 || resources.length > 0) {
      const detail = 'rules cannot apply to both regular resources and non-resource URLs';
      problems.push(invalid(`${field}.nonResourceURLs`, urls, detail));
    }
    return problems;
  }
  if (groups.length === 0) {
    const detail = 'resource rules must supply at least one api group';
    problems.push(required(`${field}.apiGroups`, detail));
  }
  if (resources.length === 0) {
    const detail = 'resource rules must supply at least one resource';
    problems.push(required(`${field}.resources`, detail));
  }
  return problems;
}

function roleStrategyOf(isNamespaced: boolean): Strategy {
  const validate = (object: JsonObject): readonly FieldProblem[] =>
    objectsOf(object.rules).flatMap((rule, index) =>
      ruleProblems(rule, `rules[${index}]`, isNamespaced),
    );
  return { ...BASE_STRATEGY, validateName: pathSegment, validate, validateUpdate: validate };
}

export const roleStrategy = roleStrategyOf(true);
export const clusterRoleStrategy = roleStrategyOf(false);

function bindingProblems(object: JsonObject, isNamespaced: boolean): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const role = objectOf(object.roleRef);
  const kinds = isNamespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (role.apiGroup !== GROUP) {
    problems.push(notSupported('roleRef.apiGroup', textOf(role.apiGroup), [GROUP]));
  }
  if (!kinds.includes(textOf(role.kind))) {
    problems.push(notSupported('roleRef.kind', textOf(role.kind), kinds));
  }
  if (textOf(role.name) === '') problems.push(required('roleRef.name'));
  for (const [index, subject] of objectsOf(object.subjects).entries()) {
    problems.push(...subjectProblems(subject, `subjects[${index}]`, isNamespaced));
  }
  return problems;
}

function subjectProblems(
  subject: JsonObject,
  field: string,
  isNamespaced: boolean,
): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const kind = textOf(subject.kind);
  if (textOf(subject.name) === '') problems.push(required(`${field}.name`));
  if (kind === 'ServiceAccount') {
    if (!isNamespaced && textOf(subject.namespace) === '') {
      problems.push(required(`${field}.namespace`));
    }
  } else if (kind !== 'User' && kind !== 'Group') {
    problems.push(notSupported(`${field}.kind`, kind, ['ServiceAccount', 'User', 'Group']));
  }
  return problems;
}

/** A reference as the real server prints its own. */
function printRole(object: JsonObject): JsonObject {
  const { apiGroup, kind, name } = objectOf(object.roleRef);
  return { APIGroup: apiGroup, Kind: kind, Name: name };
}

function bindingStrategyOf(isNamespaced: boolean): Strategy {
  return {
    ...BASE_STRATEGY,
    validateName: pathSegment,
    validate: (object) => bindingProblems(object, isNamespaced),
    validateUpdate: (next, live) => {
      const problems = [...bindingProblems(next, isNamespaced)];
      if (!jsonEquals(next.roleRef, live.roleRef)) {
        problems.push(invalid('roleRef', printRole(next), 'cannot change roleRef'));
      }
      return problems;
    },
  };
}

export const roleBindingStrategy = bindingStrategyOf(true);
export const clusterRoleBindingStrategy = bindingStrategyOf(false);
