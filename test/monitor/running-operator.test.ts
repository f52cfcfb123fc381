import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/model/errors.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { runningOperator, sharedMonitors } from '../../src/monitor/takeover/running-operator.ts';
import { monitorText } from './support/monitor-text.ts';
import { objectsIn } from './support/read-objects.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5);

function deployment(command: readonly string[] = [], replicas?: number): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'tidb-controller-manager', namespace: 'tidb-admin' },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      template: {
        spec: {
          containers: [
            {
              name: 'tidb-operator',
              command: ['/usr/local/bin/tidb-controller-manager', ...command],
            },
          ],
        },
      },
    },
  };
}

function lease(secondsAgo: number): Manifest {
  const renewTime = new Date(now - secondsAgo * 1_000).toISOString();
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'tidb-controller-manager', namespace: 'tidb-admin' },
    spec: { renewTime },
  };
}

/** What is said of a TidbMonitor in `demo` with these labels and annotations. */
function said(operator: Manifest, metadata = '', live?: Manifest): readonly string[] {
  const running = runningOperator(operator, live, now);
  const text = monitorText().replace('  namespace: demo\n', `  namespace: demo\n${metadata}`);
  return sharedMonitors(objectsIn(text), running === undefined ? [] : [running]).map(formatProblem);
}

const refusal =
  'monitor.yaml:1:1: TidbMonitor/demo/basic: tidb-operator (Deployment/tidb-admin/tidb-controller-manager) controls it, too: each would undo what the other does; label it app.kubernetes.io/managed-by: tidewatch and start tidb-operator with -selector=app.kubernetes.io/managed-by!=tidewatch, or annotate it tidewatch.dev/tidb-operator: share';
const ours = '  labels: {app.kubernetes.io/managed-by: tidewatch}\n';

describe('a tidb-operator that controls a TidbMonitor', () => {
  it('is a problem that says what to do', () => {
    expect(said(deployment())).toEqual([refusal]);
  });

  it.each([
    ['selects it', ['-selector=app.kubernetes.io/managed-by=tidewatch'], ours],
    ['selects all but another', ['-selector', 'app.kubernetes.io/managed-by!=others'], ours],
    [
      'leaves it out only with a label that it has not',
      ['--selector=app.kubernetes.io/managed-by!=tidewatch'],
      '',
    ],
    ['looks at all namespaces', ['-cluster-scoped=true'], ''],
  ])('is one where it %s', (_what, command, metadata) => {
    expect(said(deployment(command), metadata)).toHaveLength(1);
  });

  it.each([
    ['leaves it out by its selector', ['-selector=app.kubernetes.io/managed-by!=tidewatch'], ours],
    [
      'leaves it out among other things',
      ['-v=2', '--selector=a in (b),!app.kubernetes.io/managed-by'],
      ours,
    ],
    ['looks only at a namespace of its own', ['-cluster-scoped=false'], ''],
  ])('is none where it %s', (_what, command, metadata) => {
    expect(said(deployment(command), metadata)).toEqual([]);
  });

  it('is none where the TidbMonitor says that it is shared', () => {
    expect(said(deployment(), '  annotations: {tidewatch.dev/tidb-operator: share}\n')).toEqual([]);
  });

  it('is none once it is scaled to nothing and its lease has run out', () => {
    expect(said(deployment([], 0), '', lease(10))).toEqual([refusal]);
    expect(said(deployment([], 0), '', lease(90))).toEqual([]);
    expect(said(deployment([], 0))).toEqual([]);
  });
});
