import { describe, expect, it } from 'vitest';
import { formatFieldPath, valueAt } from '../../src/model/manifest.ts';
import { adoptIn, type Files, findObject, type LiveField, renderIn } from './adopt-in.ts';

const kustomization = (name: string, text: string) => ({ [`${name}/kustomization.yaml`]: text });
const pod = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: web:1
      env:
        - name: A
          value: "1"
        - name: B
          value: "2"
        - name: C
          value: "3"
`;

const own: Files = {
  ...kustomization('overlays/production', 'resources: [pod.yaml]\n'),
  'overlays/production/pod.yaml': pod,
};
const shared: Files = {
  ...kustomization('base', 'resources: [pod.yaml]\n'),
  ...kustomization('overlays/production', 'resources: [../../base]\n'),
  ...kustomization('overlays/staging', 'resources: [../../base]\n'),
  'base/pod.yaml': pod,
};

const list = ['spec', 'containers', 0, 'env'] as const;
const gone = (index: number): LiveField => ({ object: 'Pod/web', path: [...list, index] });
const value = (index: number, live: string): LiveField => ({
  object: 'Pod/web',
  path: [...list, index, 'value'],
  live,
});

describe.each([
  ['a file of the overlay', own],
  ['a base that others share', shared],
])('items that leave a list of %s', (_, files) => {
  it.each<readonly [string, readonly LiveField[], readonly string[]]>([
    ['leave the next one its own live value', [gone(0), value(1, '9')], ['B=9', 'C=3']],
    ['leave together', [gone(0), gone(1)], ['C=3']],
    ['leave from both ends', [gone(0), gone(2), value(1, '9')], ['B=9']],
  ])('%s', async (_name, live, left) => {
    const adoption = await adoptIn(files, live);
    expect(adoption.refused).toEqual([]);
    expect(adoption.adopted.map(({ path }) => formatFieldPath(path)).sort()).toEqual(
      live.map(({ path }) => formatFieldPath(path)).sort(),
    );
    const edited = new Map(adoption.files.map(({ path, after }) => [path, after]));
    const { manifest } = findObject(await renderIn(files, 'production', edited), 'Pod/web');
    const items = valueAt(manifest, list) as readonly { name: string; value: string }[];
    expect(items.map((item) => `${item.name}=${item.value}`)).toEqual(left);
  });
});

it('all adopted keys of a generated object are told under its first name, with its last one', async () => {
  const files: Files = kustomization(
    'overlays/production',
    'configMapGenerator:\n- name: flags\n  literals: [a=1, b=2]\n',
  );
  const set = (key: string) => ({ object: 'ConfigMap/flags', path: ['data', key], live: 'new' });
  const { adopted, refused, files: edited } = await adoptIn(files, [set('a'), set('b')]);
  expect(refused).toEqual([]);
  const after = new Map(edited.map((file) => [file.path, file.after]));
  const first = findObject(await renderIn(files, 'production'), 'ConfigMap/flags').manifest;
  const last = findObject(await renderIn(files, 'production', after), 'ConfigMap/flags').manifest;
  expect(last.data).toEqual({ a: 'new', b: 'new' });
  expect(adopted.map(({ id, renamed }) => [id.name, renamed?.from.name, renamed?.to.name])).toEqual(
    Array(2).fill([first.metadata.name, first.metadata.name, last.metadata.name]),
  );
});
