import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { recordingIo } from '../../support/recording-io.ts';

async function runFunction(input: string) {
  const io = recordingIo('/', { stdin: async () => Buffer.from(input) });
  const code = await run(['fn'], io);
  return { code, stdout: io.output(), stderr: io.errors() };
}

function list(...items: readonly string[]): string {
  const indented = items.map((item) => `- ${item.trim().replaceAll('\n', '\n  ')}\n`).join('');
  return `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n${indented}`;
}

const monitor = `
apiVersion: pingcap.com/v1alpha1
kind: TidbMonitor
metadata:
  name: basic
  namespace: tidb
  annotations:
    config.kubernetes.io/origin: |
      path: base/monitor.yaml
    internal.config.kubernetes.io/id: "1"
spec:
  clusters: [{name: orders}]
  prometheus: {baseImage: prom/prometheus, version: v2.27.1}
  initializer: {baseImage: pingcap/tidb-monitor-initializer, version: v5.4.0}
  reloader: {baseImage: pingcap/tidb-monitor-reloader, version: v1.0.1}
`;

const cluster = `
apiVersion: pingcap.com/v1alpha1
kind: TidbCluster
metadata: {name: orders, namespace: tidb}
spec: {}
`;

const unknownCluster =
  'spec.clusters[0] names TidbCluster/tidb/orders, which is not among the rendered objects: TLS is assumed to be off; render it, too, or run against a cluster that has it';

describe('`tidewatch fn`', () => {
  it('puts the children of a TidbMonitor after it, and leaves every item as it came', async () => {
    const { code, stdout, stderr } = await runFunction(list(monitor, cluster));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const kinds = [...stdout.matchAll(/^ {2}kind: (\w+)$/gm)].map(([, kind]) => kind);
    expect(kinds.slice(0, 2)).toEqual(['TidbMonitor', 'ServiceAccount']);
    expect(kinds).toContain('StatefulSet');
    expect(kinds.at(-1)).toBe('TidbCluster');
    expect(stdout.match(/internal\.config\.kubernetes\.io\/id/g)).toHaveLength(1);
  });

  it('tells warnings as results, with the object and the file that it comes from', async () => {
    const { code, stdout, stderr } = await runFunction(list(monitor));
    expect(code).toBe(0);
    expect(stdout.slice(stdout.indexOf('results:'))).toBe(`results:
- file:
    path: base/monitor.yaml
  message: 'spec.clusters[0] names TidbCluster/tidb/orders, which is not among the
    rendered objects: TLS is assumed to be off; render it, too, or run against a cluster
    that has it'
  resourceRef:
    apiVersion: pingcap.com/v1alpha1
    kind: TidbMonitor
    name: basic
    namespace: tidb
  severity: warning
  tags:
    code: CLUSTER_UNKNOWN
`);
    expect(stderr).toBe(`warning: base/monitor.yaml: TidbMonitor/tidb/basic: ${unknownCluster}\n`);
  });

  it('gives the items back and fails where a TidbMonitor is wrong', async () => {
    const wrong = monitor.replace('baseImage: prom/prometheus', 'baseimage: prom/prometheus');
    const { code, stdout, stderr } = await runFunction(list(wrong, cluster));
    expect(code).toBe(1);
    expect([...stdout.matchAll(/^ {2}kind: (\w+)$/gm)].map(([, kind]) => kind)).toEqual([
      'TidbMonitor',
      'TidbCluster',
    ]);
    expect(stdout).toContain('\n  severity: error\n');
    expect(stderr).toMatch(
      /^error: base\/monitor\.yaml: TidbMonitor\/tidb\/basic: spec\.prometheus/,
    );
  });

  it('passes on what is no object with a name, and the configuration of the function', async () => {
    const nameless = 'apiVersion: example.com/v1\nkind: Settings\nlevel: 9007199254740993\n';
    const { code, stdout } = await runFunction(
      `${list(nameless)}functionConfig: {apiVersion: v1, kind: ConfigMap, data: {a: "1"}}\n`,
    );
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `apiVersion: config.kubernetes.io/v1
functionConfig:
  apiVersion: v1
  data:
    a: "1"
  kind: ConfigMap
items:
- apiVersion: example.com/v1
  kind: Settings
  level: 9007199254740993
kind: ResourceList
`,
    });
  });

  it.each([
    ['', 'standard input is empty; give one ResourceList'],
    ['kind: List\n', 'this is no ResourceList of config.kubernetes.io/v1'],
    [`${list(cluster)}---\na: b\n`, 'standard input has more than one document'],
    [`${list()} {}\n`, 'items is no list'],
    [list('1'), 'items holds something that is no object'],
    ['a: [', 'standard input:1:'],
  ])('refuses %j', async (input, message) => {
    const { code, stdout, stderr } = await runFunction(input);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
  });
});
