import { describe, expect, it } from 'vitest';
import { build } from '../../src/kustomize/build.ts';
import type { FieldPath } from '../../src/model/manifest.ts';
import { memoryTree } from '../../src/model/memory-tree.ts';
import { formatPosition } from '../../src/model/position.ts';

const FILES = {
  'base/kustomization.yaml': 'resources:\n- web.yaml\ncommonLabels:\n  app: web\n',
  'base/web.yaml': `# The web server.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: main
        image: nginx:1.0
        env:
        - name: A
          value: base
`,
  'overlay/kustomization.yaml': `resources:
- ../base
namespace: production
namePrefix: prod-
images:
- name: nginx
  newTag: "2.0"
replicas:
- name: web
  count: 3
patches:
- path: patch.yaml
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
      annotations:
        inline: "yes"
- target:
    kind: Deployment
  patch: |-
    - op: add
      path: /spec/paused
      value: true
configMapGenerator:
- name: settings
  literals:
  - key=value
`,
  'overlay/patch.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: main
        env:
        - name: B
          value: patched
`,
};

async function positions() {
  const options = { order: 'legacy', loadRestrictor: 'rootOnly' } as const;
  const { objects } = await build(memoryTree(FILES), 'overlay', options);
  return (kind: string, path: FieldPath): string => {
    const object = objects.find(({ manifest }) => manifest.kind === kind);
    const position = object?.provenance.field(path);
    return position === undefined ? 'unknown' : formatPosition(position);
  };
}

const container = ['spec', 'template', 'spec', 'containers', 0] as const;

describe('every field knows the file and line that set it', () => {
  it.each<[string, string, FieldPath, string]>([
    ['an object its file', 'Deployment', [], 'base/web.yaml:2:1'],
    ['a value of the base', 'Deployment', ['kind'], 'base/web.yaml:3:1'],
    [
      'a value deep in the base',
      'Deployment',
      [...container, 'env', 1, 'value'],
      'base/web.yaml:15:11',
    ],
    [
      'a value of a patch file',
      'Deployment',
      [...container, 'env', 0, 'value'],
      'overlay/patch.yaml:12:11',
    ],
    [
      'a value of an inline patch',
      'Deployment',
      ['metadata', 'annotations', 'inline'],
      'overlay/kustomization.yaml:19:9',
    ],
    [
      'a value of a JSON patch',
      'Deployment',
      ['spec', 'paused'],
      'overlay/kustomization.yaml:25:14',
    ],
    [
      'the name by the prefix',
      'Deployment',
      ['metadata', 'name'],
      'overlay/kustomization.yaml:4:13',
    ],
    ['the namespace', 'Deployment', ['metadata', 'namespace'], 'overlay/kustomization.yaml:3:12'],
    ['an image', 'Deployment', [...container, 'image'], 'overlay/kustomization.yaml:7:11'],
    ['replicas', 'Deployment', ['spec', 'replicas'], 'overlay/kustomization.yaml:9:3'],
    ['a label', 'Deployment', ['metadata', 'labels', 'app'], 'base/kustomization.yaml:4:8'],
    ['a generated value', 'ConfigMap', ['data', 'key'], 'overlay/kustomization.yaml:29:5'],
    [
      'what is not there its nearest parent',
      'Deployment',
      ['spec', 'none', 'x'],
      'base/web.yaml:6:1',
    ],
  ])('%s', async (_what, kind, path, position) => {
    expect((await positions())(kind, path)).toBe(position);
  });
});
