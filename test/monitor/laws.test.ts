import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json.ts';
import { type Manifest, valueAt } from '../../src/model/manifest.ts';
import { objectIdOf, objectKey } from '../../src/model/object-id.ts';
import { expand } from '../../src/monitor/expand.ts';
import { requirements } from '../../src/monitor/requirements.ts';
import { listOf } from './support/expansion.ts';
import { HIDDEN_VALUES, type Intent, intents } from './support/intents.ts';
import { clusterWith, renderedFrom } from './support/read-objects.ts';

/** What holds for every valid TidbMonitor, whatever it asks for and whatever exists. */
describe('the expansion of any TidbMonitor', () => {
  const runs = { numRuns: 100 };
  const holds = (law: (children: readonly Manifest[], intent: Intent) => void) =>
    fc.assert(
      fc.property(intents, (intent) => law(childrenOf(intent), intent)),
      runs,
    );

  it('is the same each time, and leaves its input alone', () => {
    holds((children, intent) => {
      expect(JSON.stringify(childrenOf(intent))).toBe(JSON.stringify(children));
    });
  });

  it('does not depend on whether others are rendered or live', () => {
    holds((children, { monitor, others }) => {
      const rendered = [...others, monitor].map(renderedFrom);
      const { objects } = expand(rendered, clusterWith());
      expect(objects.slice(rendered.length).map(({ manifest }) => manifest)).toEqual(children);
    });
  });

  it('needs nothing of the cluster but what it says it needs', () => {
    holds((_children, { monitor, others }) => {
      const needed = requirements([renderedFrom(monitor)]).map(
        ({ kind, namespace, name }) => `${kind}/${namespace}/${name}`,
      );
      const names = others.map(
        ({ kind, metadata }) => `${kind}/${metadata.namespace}/${metadata.name}`,
      );
      expect(needed).toEqual(expect.arrayContaining(names));
    });
  });

  it('has every object once, under a name that fits', () => {
    holds((children) => {
      const keys = children.map((child) => objectKey(objectIdOf(child)));
      expect(new Set(keys).size).toBe(keys.length);
      for (const { kind, metadata } of children) {
        if (kind === 'Service' || kind === 'StatefulSet')
          expect(metadata.name.length).toBeLessThan(64);
      }
    });
  });

  it('has pods whose containers, variables and mounts are there once and fit together', () => {
    holds((children) => {
      for (const pod of podsOf(children)) {
        const volumes = new Set([...namesIn(pod.volumes), 'tidbmonitor']);
        const containers = [...objectsOf(pod.initContainers), ...objectsOf(pod.containers)];
        expectUnique(containers.map(({ name }) => name));
        for (const container of containers) {
          expectUnique(namesIn(container.env));
          expectUnique(objectsOf(container.volumeMounts).map(({ mountPath }) => mountPath));
          for (const volume of namesIn(container.volumeMounts)) expect(volumes).toContain(volume);
        }
      }
    });
  });

  it('has Services that select the pods of exactly one StatefulSet', () => {
    holds((children) => {
      const labels = children
        .filter(({ kind }) => kind === 'StatefulSet')
        .map(
          (workload) => valueAt(workload, ['spec', 'template', 'metadata', 'labels']) as JsonObject,
        );
      for (const service of children.filter(({ kind }) => kind === 'Service')) {
        const selector = Object.entries(valueAt(service, ['spec', 'selector']) as JsonObject);
        const selected = labels.filter((one) =>
          selector.every(([key, value]) => one[key] === value),
        );
        expect(selected).toHaveLength(1);
      }
    });
  });

  it('has a configuration that is YAML, with jobs of different names', () => {
    holds((children) => {
      for (const text of configurationsOf(children)) {
        const config = load(text) as JsonObject;
        expectUnique(objectsOf(config.scrape_configs).map(({ job_name }) => job_name));
        expect(text).not.toContain('undefined');
      }
    });
  });

  it('may read the pods of every monitored cluster', () => {
    holds((children, { monitor }) => {
      const clusterWide = children.some(({ kind }) => kind === 'ClusterRoleBinding');
      const bound = children
        .filter(({ kind }) => kind === 'RoleBinding')
        .map(({ metadata }) => metadata.namespace);
      for (const path of [
        ['spec', 'clusters'],
        ['spec', 'dm', 'clusters'],
      ]) {
        for (const { namespace = 'demo' } of objectsOf(valueAt(monitor, path))) {
          expect(clusterWide || bound.includes(String(namespace))).toBe(true);
        }
      }
    });
  });

  it('has nothing secret outside of Secrets', () => {
    holds((children) => {
      const open = JSON.stringify(children.filter(({ kind }) => kind !== 'Secret'));
      for (const hidden of HIDDEN_VALUES) expect(open).not.toContain(hidden);
    });
  });
});

function childrenOf({ monitor, others }: Intent): readonly Manifest[] {
  const { objects } = expand([renderedFrom(deepFreeze(monitor))], clusterWith(...others));
  return objects.slice(1).map(({ manifest }) => manifest);
}

function deepFreeze<Value extends JsonValue>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) deepFreeze(child as JsonValue);
    Object.freeze(value);
  }
  return value;
}

function podsOf(children: readonly Manifest[]): readonly JsonObject[] {
  return children
    .filter(({ kind }) => kind === 'StatefulSet')
    .map((workload) => valueAt(workload, ['spec', 'template', 'spec']) as JsonObject);
}

function configurationsOf(children: readonly Manifest[]): readonly string[] {
  return children
    .map((child) => valueAt(child, ['data', 'prometheus.yml']))
    .filter((text) => typeof text === 'string');
}

function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return listOf(value).filter(isJsonObject);
}

function namesIn(value: JsonValue | undefined): readonly string[] {
  return objectsOf(value).map(({ name }) => String(name));
}

function expectUnique(values: readonly (JsonValue | undefined)[]): void {
  expect(new Set(values).size).toBe(values.length);
}
