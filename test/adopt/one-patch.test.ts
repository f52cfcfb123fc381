import { expect, it } from 'vitest';
import { formatProblem } from '../../src/model/errors.ts';
import { monitorYaml } from '../support/monitoring-repository.ts';
import { adoptIn, type Files } from './adopt-in.ts';

it('one patch makes all changes of a TidbMonitor that others share, where there is none yet', async () => {
  const files: Files = {
    'base/kustomization.yaml': 'resources: [monitor.yaml]\n',
    'base/monitor.yaml': monitorYaml('basic'),
    'overlays/production/kustomization.yaml': 'namespace: production\nresources:\n  - ../../base\n',
    'overlays/staging/kustomization.yaml': 'namespace: staging\nresources:\n  - ../../base\n',
  };
  const path = ['spec', 'template', 'spec', 'containers', 0, 'image'];
  const live = 'mirror.example.com/prometheus:v2.53.0';
  const adoption = await adoptIn(files, [{ object: 'StatefulSet/basic-monitor', path, live }]);
  expect(adoption.refused.map(formatProblem)).toEqual([]);
  expect(adoption.files.map(({ path: file, after }) => [file, after])).toEqual([
    [
      'overlays/production/kustomization.yaml',
      `namespace: production
resources:
  - ../../base
patches:
  - patch: |-
      apiVersion: pingcap.com/v1alpha1
      kind: TidbMonitor
      metadata:
        name: basic
      spec:
        prometheus:
          baseImage: mirror.example.com/prometheus
          version: v2.53.0
`,
    ],
  ]);
});
