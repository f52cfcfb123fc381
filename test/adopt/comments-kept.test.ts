import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/model/errors.ts';
import { adoptIn, type LiveField } from './adopt-in.ts';

async function adoptText(text: string, field: Omit<LiveField, 'object'>) {
  const [, kind, name] = /kind: (\w+)[\s\S]*?name: (\w+)/.exec(text) ?? [];
  const files = {
    'overlays/production/kustomization.yaml': 'resources: [object.yaml]\n',
    'overlays/production/object.yaml': text,
  };
  const adoption = await adoptIn(files, [{ ...field, object: `${kind}/${name}` }]);
  expect(adoption.refused.map(formatProblem)).toEqual([]);
  return adoption.files[0]?.after;
}

const settings = (data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n${data}`;
const pod = (container: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n${container}`;
const role = (rules: string) =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: reader}\nrules:\n${rules}`;
const rule = (group: string, ...resources: string[]) => {
  return { apiGroups: [group], resources, verbs: ['get'] };
};

describe('a comment stays', () => {
  it.each<readonly [string, string, Omit<LiveField, 'object'>, string]>([
    [
      'at the header of a block whose text changes',
      settings('data:\n  text: | # why\n    one\n    two\n  b: c\n'),
      { path: ['data', 'text'], live: 'one\nthree\n' },
      settings('data:\n  text: | # why\n    one\n    three\n  b: c\n'),
    ],
    [
      'at the header of a block that becomes one line',
      settings('data:\n  text: | # why\n    one\n    two\n  b: c\n'),
      { path: ['data', 'text'], live: 'one' },
      settings('data:\n  text: one # why\n  b: c\n'),
    ],
    [
      'above a field that becomes the first one of an item',
      pod('  - tty: true # by the vendor\n    # Alerts use it.\n    name: web\n    image: web:1\n'),
      { path: ['spec', 'containers', 0, 'tty'] },
      pod('  -\n    # Alerts use it.\n    name: web\n    image: web:1\n'),
    ],
    [
      'above the next field between brackets',
      settings('data: {\n  a: "1", # first\n  # about b\n  b: "2"\n}\n'),
      { path: ['data', 'a'] },
      settings('data: {\n  # about b\n  b: "2"\n}\n'),
    ],
    [
      'after the field before the last one between brackets',
      settings('data: {\n  a: "1", # first\n  b: "2"\n}\n'),
      { path: ['data', 'b'] },
      settings('data: {\n  a: "1", # first\n}\n'),
    ],
    [
      'in an item that changes while another goes',
      role(
        '- apiGroups: [""]\n  # only what it reads\n  resources: [pods] # no secrets!\n  verbs: [get]\n- apiGroups: [apps]\n  resources: [deployments]\n  verbs: [list]\n',
      ),
      { path: ['rules'], live: [rule('', 'pods', 'services')] },
      role(
        '- apiGroups: [""]\n  # only what it reads\n  resources: [pods, services] # no secrets!\n  verbs: [get]\n',
      ),
    ],
    [
      'in an item that changes while another comes',
      role('- apiGroups: [""]\n  # only what it reads\n  resources: [pods]\n  verbs: [get]\n'),
      { path: ['rules'], live: [rule('batch', 'jobs'), rule('', 'services')] },
      role(
        '- apiGroups:\n  - batch\n  resources:\n  - jobs\n  verbs:\n  - get\n- apiGroups: [""]\n  # only what it reads\n  resources: [services]\n  verbs: [get]\n',
      ),
    ],
  ])('%s', async (_, before, field, after) => {
    expect(await adoptText(before, field)).toBe(after);
  });
});
