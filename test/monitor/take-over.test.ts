import { describe, expect, it } from 'vitest';
import { setStructDefaults } from '../../src/embedded/defaults/set-defaults.ts';
import { formatProblem } from '../../src/model/errors.ts';
import { isJsonObject, type JsonObject } from '../../src/model/json.ts';
import { type Manifest, type Rendered, valueAt } from '../../src/model/manifest.ts';
import { objectIdOf, objectKey } from '../../src/model/object-id.ts';
import { type Expansion, expand } from '../../src/monitor/expand.ts';
import { lookupIn } from '../../src/monitor/facts.ts';
import { readMonitor } from '../../src/monitor/read-monitor.ts';
import { resolveMonitor } from '../../src/monitor/resolve/resolve.ts';
import { operatorPodTemplate } from '../../src/monitor/takeover/operator-template.ts';
import { clusterText, documents, monitorText } from './support/monitor-text.ts';
import { clusterWith, find, objectsIn, renderedFrom } from './support/read-objects.ts';
import { UPSTREAM_CASES, upstreamInput, upstreamOutput } from './support/upstream-cases.ts';

/** The StatefulSets and ConfigMaps of an example as they live: with the API server's defaults. */
function leftBehind(name: string): readonly Manifest[] {
  return upstreamOutput(name)
    .filter(({ kind }) => kind === 'StatefulSet' || kind === 'ConfigMap')
    .map((manifest) =>
      manifest.kind === 'StatefulSet'
        ? (setStructDefaults('io.k8s.api.apps.v1.StatefulSet', manifest) as Manifest)
        : manifest,
    );
}

function takeOver(rendered: readonly Rendered[], live: readonly Manifest[]): Expansion {
  const operated = new Map(
    live.map((manifest) => [objectKey(objectIdOf(manifest)), manifest] as const),
  );
  return expand(rendered, { ...clusterWith(), operated });
}

function templatesIn(objects: readonly Manifest[]): Readonly<Record<string, unknown>> {
  const workloads = objects.filter(({ kind }) => kind === 'StatefulSet');
  return Object.fromEntries(
    workloads.map((one) => [one.metadata.name, valueAt(one, ['spec', 'template'])]),
  );
}

/** As the objects live once they were applied. */
function applied({ objects }: Expansion): readonly Manifest[] {
  return objects.map(({ manifest }) => {
    const labels = { ...manifest.metadata.labels, 'tidewatch.dev/target': 'production' };
    return { ...manifest, metadata: { ...manifest.metadata, labels } };
  });
}

function withSpec(rendered: readonly Rendered[], more: JsonObject): readonly Rendered[] {
  return rendered.map((one) => {
    if (one.manifest.kind !== 'TidbMonitor' || !isJsonObject(one.manifest.spec)) return one;
    return renderedFrom({ ...one.manifest, spec: { ...one.manifest.spec, ...more } });
  });
}

function changed(rendered: readonly Rendered[], text: string, by: string): readonly Rendered[] {
  return rendered.map((one) =>
    renderedFrom(JSON.parse(JSON.stringify(one.manifest).replace(text, by))),
  );
}

/** The StatefulSet that tidb-operator makes of a TidbMonitor. */
function operatorWorkload(rendered: readonly Rendered[]): Manifest {
  const own = find(expand(rendered, clusterWith()).objects, 'StatefulSet', 'basic-monitor');
  const problems: string[] = [];
  const [first] = rendered;
  const monitor = first && readMonitor(first.manifest, (code) => problems.push(code));
  if (monitor === undefined) throw new Error(problems.join());
  const facts = clusterWith();
  const lookup = lookupIn(
    new Map(rendered.map(({ manifest }) => [objectKey(objectIdOf(manifest)), manifest])),
    facts,
  );
  const template = operatorPodTemplate(
    resolveMonitor(monitor, lookup, facts, () => {}),
    0,
  );
  return { ...own, spec: { template } };
}

const warningsIn = ({ warnings }: Expansion) =>
  warnings.filter(({ code }) => code.startsWith('PODS_')).map(formatProblem);

/** Why pods of an example have to be replaced although nothing was asked for. */
const REPLACED: Readonly<Record<string, string>> = {
  'monitor-grafana-secret_tidb-monitor':
    'template.spec.containers[3].env[2].valueFrom.secretKeyRef.name of basic-monitor would be different',
};

describe('taking over what tidb-operator runs', () => {
  const kept = UPSTREAM_CASES.filter((name) => REPLACED[name] === undefined);

  it.each(kept)('%s: leaves the pods exactly as they are', (name) => {
    const { manifests, monitors } = upstreamInput(name);
    const live = leftBehind(name);
    const expansion = takeOver([...manifests, ...monitors], live);
    expect(warningsIn(expansion).join()).toContain('they are kept, and nothing restarts');
    const objects = expansion.objects.map(({ manifest }) => manifest);
    expect(templatesIn(objects)).toEqual(templatesIn(live));
    expect(expansion.monitors.map(({ keepsPods }) => keepsPods)).toEqual([true]);
  });

  it.each(kept)('%s: finds the same again, once it is taken over', (name) => {
    const { manifests, monitors } = upstreamInput(name);
    const first = takeOver([...manifests, ...monitors], leftBehind(name));
    const second = takeOver([...manifests, ...monitors], applied(first));
    expect(second.objects.map(({ manifest }) => manifest)).toEqual(
      first.objects.map(({ manifest }) => manifest),
    );
    expect(warningsIn(second)).toEqual([]);
  });

  it.each(Object.entries(REPLACED))('%s: says why its pods are replaced', (name, because) => {
    const { manifests, monitors } = upstreamInput(name);
    const expansion = takeOver([...manifests, ...monitors], leftBehind(name));
    expect(warningsIn(expansion).join()).toContain(`restart once: ${because}`);
  });
});

describe('pods that were kept', () => {
  const input = upstreamInput('monitor-shards_tidb-monitor');
  const rendered = [...input.manifests, ...input.monitors];
  const live = leftBehind('monitor-shards_tidb-monitor');
  const first = takeOver(rendered, live);

  it('carry a label, and share a configuration that names no pod', () => {
    const workload = find(first.objects, 'StatefulSet', 'basic-monitor-shard-1');
    expect(workload.metadata.labels).toMatchObject({
      'tidewatch.dev/pod-template': 'tidb-operator',
    });
    const configs = first.objects.filter(({ manifest }) => manifest.kind === 'ConfigMap');
    expect(configs.map(({ manifest }) => manifest.metadata.name)).toEqual(['basic-monitor']);
    const text = String(valueAt(configs[0]?.manifest, ['data', 'prometheus.yml']));
    expect(text.split('\n')[4]).toBe('    prometheus_replica: "$(NAMESPACE)_$(POD_NAME)"');
    expect(text).toContain('regex: "$(SHARD)"');
  });

  it.each([
    ['another image', { prometheus: { version: 'v2.49.1' } }],
    ['something that tidb-operator ignores', { imagePullPolicy: 'Always' }],
    ['something that tidb-operator does not know', { priorityClassName: 'high' }],
    ['another number of shards', { shards: 3 }],
  ])('are replaced by %s', (_what, more) => {
    const second = takeOver(withSpec(rendered, more), applied(first));
    expect(second.monitors[0]?.keepsPods).toBe(false);
    const workload = find(second.objects, 'StatefulSet', 'basic-monitor');
    expect(workload.metadata.labels).not.toHaveProperty(['tidewatch.dev/pod-template']);
    expect(warningsIn(second).join()).toContain('restart once');
  });

  it('stay where only their configuration changes, which they reload', () => {
    const second = takeOver(withSpec(rendered, { externalLabels: { team: 'a' } }), applied(first));
    expect(second.monitors[0]?.keepsPods).toBe(true);
    const config = find(second.objects, 'ConfigMap', 'basic-monitor');
    expect(String(valueAt(config, ['data', 'prometheus.yml']))).toContain('team: a');
  });

  it('are replaced where the annotation asks for it', () => {
    const asking = rendered.map(({ manifest }) =>
      renderedFrom({
        ...manifest,
        metadata: { ...manifest.metadata, annotations: { 'tidewatch.dev/pod-template': 'renew' } },
      }),
    );
    const second = takeOver(asking, applied(first));
    expect(warningsIn(second)).toEqual([
      'TidbMonitor/demo/basic: spec asks for other pods than tidb-operator made, which restart once: tidewatch.dev/pod-template is "renew"; nothing, if that is what you want',
    ]);
  });

  it('are replaced although the attempt before ended between ConfigMap and StatefulSet', () => {
    const wanted = withSpec(rendered, { imagePullPolicy: 'Always' });
    const half = applied(takeOver(wanted, applied(first))).filter(
      ({ kind }) => kind === 'ConfigMap',
    );
    const workloads = applied(first).filter(({ kind }) => kind === 'StatefulSet');
    expect(takeOver(wanted, [...half, ...workloads]).monitors[0]?.keepsPods).toBe(false);
  });

  it('stay although the attempt that took them over ended between the two', () => {
    const half = applied(first).filter(({ kind }) => kind === 'ConfigMap');
    const workloads = live.filter(({ kind }) => kind === 'StatefulSet');
    expect(takeOver(rendered, [...half, ...workloads]).monitors[0]?.keepsPods).toBe(true);
  });

  it('are replaced where somebody changed them', () => {
    const edited = applied(first).map((manifest) =>
      manifest.kind === 'StatefulSet'
        ? (JSON.parse(JSON.stringify(manifest).replace('v2.27.1', 'v2.27.2')) as Manifest)
        : manifest,
    );
    expect(warningsIn(takeOver(rendered, edited)).join()).toContain(
      'template.spec.containers[0].image of basic-monitor would be different',
    );
  });
});

describe('pods that nothing makes reload their configuration', () => {
  const name = 'advanced_tidb-monitor';
  const { manifests, monitors } = upstreamInput(name);
  const rendered = [...manifests, ...monitors];

  it('are kept only with the configuration they started with', () => {
    const live = leftBehind(name);
    const other = changed(rendered, '"clusters":[', '"externalLabels":{"a":"b"},"clusters":[');
    expect(warningsIn(takeOver(other, live)).join()).toContain(
      'the configuration of Prometheus changes, and nothing in them reloads it',
    );
    const before = applied(takeOver(rendered, live));
    expect(warningsIn(takeOver(other, before)).join()).toContain(
      'the TidbMonitor has changed since they were taken over',
    );
  });
});

describe('alerts of pods that are kept', () => {
  const filesIn = ({ objects }: Expansion) => {
    const data = objects
      .map(({ manifest }) => valueAt(manifest, ['data']) as JsonObject | undefined)
      .find((one) => one?.['prometheus.yml'] !== undefined);
    if (data === undefined) throw new Error('no configuration of Prometheus');
    const [, files] = /rule_files:\n- (.*)\n/.exec(String(data['prometheus.yml'])) ?? [];
    const generated = Object.keys(data).filter((key) => key.endsWith('.rules.yml'));
    return { files: String(files).replaceAll('"', ''), generated: generated.length > 0 };
  };
  /** An example with alerts, and what tidb-operator left of it. */
  const withAlerts = (name: string, prometheus: JsonObject = {}) => {
    const { manifests, monitors } = upstreamInput(name);
    const rendered = withSpec([...manifests, ...monitors], { enableAlertRules: true });
    const live = leftBehind(name).map((manifest): Manifest => {
      const text = valueAt(manifest, ['data', 'prometheus.yml']);
      if (typeof text !== 'string') return manifest;
      const rules = 'rule_files:\n- /prometheus-rules/rules/*.rules.yml\n';
      return { ...manifest, data: { 'prometheus.yml': `${text}${rules}` } };
    });
    const given = rendered.map((one) => {
      if (one.manifest.kind !== 'TidbMonitor') return one;
      const before = valueAt(one.manifest, ['spec', 'prometheus']) as JsonObject;
      return withSpec([one], { prometheus: { ...before, ...prometheus } })[0] ?? one;
    });
    return takeOver(given, live);
  };

  it('come from the generated rules at once, where a sidecar reloads Prometheus', () => {
    const expansion = withAlerts('monitor-shards_tidb-monitor');
    expect(expansion.monitors[0]?.keepsPods).toBe(true);
    expect(filesIn(expansion)).toEqual({
      files: '/etc/prometheus/config/*.rules.yml',
      generated: true,
    });
  });

  it('go on coming from the initializer’s rules, where nothing does', () => {
    const expansion = withAlerts('advanced_tidb-monitor');
    expect(expansion.monitors[0]?.keepsPods).toBe(true);
    expect(filesIn(expansion)).toEqual({
      files: '/prometheus-rules/rules/*.rules.yml',
      generated: false,
    });
  });

  it('restart them only where the TidbMonitor wants the generated ones', () => {
    const expansion = withAlerts('advanced_tidb-monitor', { rules: { enabled: true } });
    expect(warningsIn(expansion).join()).toContain(
      'the configuration of Prometheus changes, and nothing in them reloads it',
    );
    expect(filesIn(expansion).generated).toBe(true);
  });
});

describe('a configuration that the commands of tidb-operator would spoil', () => {
  it.each([
    ['a word that they take out', '  externalLabels: {note: SHARDED}\n'],
    ['a variable that only one of them knows', '  externalLabels: {note: "a $(OTHER) b"}\n'],
  ])('is found by %s', (_what, spec) => {
    const text = documents(
      monitorText(`${spec}  prometheusReloader: {version: v0.49.0}\n`),
      clusterText(),
    );
    const rendered = objectsIn(text);
    const live = operatorWorkload(rendered);
    expect(warningsIn(takeOver(rendered, [live])).join()).toContain(
      'their commands would spoil the configuration of Prometheus',
    );
  });
});
