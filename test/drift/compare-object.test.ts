import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareObject } from '../../src/drift/compare-object.ts';
import type { FieldDifference } from '../../src/drift/field-difference.ts';
import { isAutoscaled } from '../../src/drift/left-alone.ts';
import { canonicalJson, type JsonObject, type JsonValue } from '../../src/model/json.ts';
import { formatFieldPath, type Manifest } from '../../src/model/manifest.ts';
import type { Patch } from '../../src/model/ports/cluster.ts';
import { type OpenEmbedded, openEmbedded } from '../embedded/open-embedded.ts';

let open: OpenEmbedded;
beforeAll(async () => {
  open = await openEmbedded();
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
});

const namespace = 'default';
let count = 0;

function settings(data: JsonObject = { level: 'info', mode: 'fast' }): Manifest {
  count += 1;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `settings-${count}`, namespace, labels: { app: 'web' } },
    data,
  };
}

function statefulSet(): Manifest {
  count += 1;
  const labels = { app: `db-${count}` };
  const fieldRef = { fieldPath: 'metadata.name' };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: `db-${count}`, namespace },
    spec: {
      replicas: 2,
      serviceName: 'db',
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'main',
              image: 'example.com/main:1',
              args: ['--a', '--b'],
              env: [{ name: 'POD', valueFrom: { fieldRef } }],
              ports: [{ name: 'http', containerPort: 80 }],
              resources: { requests: { cpu: '1000m' } },
            },
            { name: 'helper', image: 'example.com/helper:1' },
          ],
        },
      },
    },
  };
}

function role(): Manifest {
  count += 1;
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: `role-${count}`, namespace, labels: { app: 'web' } },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  };
}

const applied = async (manifest: Manifest): Promise<Manifest> => {
  await open.cluster.apply(manifest, { fieldManager: 'tidewatch', force: true });
  return manifest;
};

type Subresource = 'scale' | 'status';

/** Somebody patches an object, as `kubectl edit` and most controllers do. */
async function patched(
  { apiVersion, kind, metadata }: Manifest,
  manager: string,
  document: JsonObject | readonly JsonObject[],
  subresource?: Subresource,
): Promise<void> {
  const patch: Patch = Array.isArray(document)
    ? { type: 'json', operations: document }
    : { type: 'merge', document: document as JsonObject };
  await open.cluster.patch({ apiVersion, kind, namespace, name: metadata.name }, patch, {
    fieldManager: manager,
    ...(subresource === undefined ? {} : { subresource }),
  });
}

async function live({ apiVersion, kind, metadata }: Manifest): Promise<Manifest> {
  const found = await open.cluster.get({ apiVersion, kind, namespace, name: metadata.name });
  if (found === undefined) throw new Error(`${kind}/${metadata.name} is gone`);
  return found;
}

async function differences(wanted: Manifest): Promise<readonly FieldDifference[]> {
  return compareObject(wanted, await live(wanted));
}

/** `path: wanted -> live (manager operation)`, one line each. */
async function told(wanted: Manifest): Promise<string[]> {
  const text = (value: JsonValue | undefined) =>
    value === undefined ? 'nothing' : canonicalJson(value);
  return (await differences(wanted)).map(({ path, wanted: want, live: is, writer, doubt }) => {
    const recorded = writer?.recorded === false ? ' perhaps' : '';
    const who = writer === undefined ? 'nobody' : `${writer.manager} ${writer.operation}`;
    const parts = [who + recorded, doubt].filter((part) => part !== undefined);
    return `${formatFieldPath(path)}: ${text(want)} -> ${text(is)} (${parts.join(', ')})`;
  });
}

describe('no difference', () => {
  it.each([
    ['a ConfigMap', settings],
    ['a Role', role],
  ])('is in %s as it was applied', async (_, make) => {
    expect(await differences(await applied(make()))).toEqual([]);
  });

  it('is what the server made of our own values, but for what only a dry-run can tell', async () => {
    expect(await told(await applied(statefulSet()))).toEqual([
      'spec.template.spec.containers[0].env[0].valueFrom.fieldRef: {"fieldPath":"metadata.name"} -> {"apiVersion":"v1","fieldPath":"metadata.name"} (tidewatch Apply, still-ours)',
      'spec.template.spec.containers[0].resources.requests.cpu: "1000m" -> "1" (tidewatch Apply, still-ours)',
    ]);
  });

  it('is what others add', async () => {
    const wanted = await applied(settings());
    await patched(wanted, 'kubectl-edit', { data: { more: '1' } });
    await patched(wanted, 'controller', { metadata: { annotations: { a: 'b' } } });
    expect(await differences(wanted)).toEqual([]);
  });

  it('is an injected container, wherever it stands', async () => {
    const wanted = await applied(statefulSet());
    const sidecar = { name: 'sidecar', image: 'example.com/sidecar:1' };
    const path = '/spec/template/spec/containers/0';
    await patched(wanted, 'injector', [{ op: 'add', path, value: sidecar }]);
    const found = await differences(wanted);
    expect(found.filter(({ doubt }) => doubt !== 'still-ours')).toEqual([]);
  });

  it('is a value that somebody changed and changed back', async () => {
    const wanted = await applied(settings());
    await patched(wanted, 'kubectl-edit', { data: { level: 'debug' } });
    await patched(wanted, 'kubectl-edit', { data: { level: 'info' } });
    expect(await differences(wanted)).toEqual([]);
  });

  it('is the status', async () => {
    const wanted = await applied(statefulSet());
    await patched(wanted, 'kubelet', { status: { replicas: 7 } }, 'status');
    const found = await differences(wanted);
    expect(found.filter(({ doubt }) => doubt !== 'still-ours')).toEqual([]);
  });
});

describe('a difference', () => {
  it('is a value that somebody else gave, with who and when', async () => {
    const wanted = await applied(settings());
    await patched(wanted, 'kubectl-edit', { data: { level: 'debug' } });
    expect(await differences(wanted)).toEqual([
      {
        path: ['data', 'level'],
        livePath: ['data', 'level'],
        wanted: 'info',
        live: 'debug',
        writer: {
          manager: 'kubectl-edit',
          operation: 'Update',
          subresource: undefined,
          time: '2030-01-01T00:00:00Z',
          recorded: true,
        },
        doubt: undefined,
        shown: { wanted: 'info', live: 'debug' },
      },
    ]);
  });

  it('is a value that somebody took by server-side apply', async () => {
    const wanted = await applied(settings());
    await open.cluster.apply(
      { ...wanted, data: { level: 'debug' } },
      { fieldManager: 'other-agent', force: true },
    );
    expect(await told(wanted)).toEqual(['data.level: "info" -> "debug" (other-agent Apply)']);
  });

  it('is a removed field, by whom nobody records', async () => {
    const wanted = await applied(settings());
    await patched(wanted, 'kubectl-edit', { data: { mode: null } });
    expect(await told(wanted)).toEqual(['data.mode: "fast" -> nothing (nobody)']);
    await patched(wanted, 'kubectl-label', { metadata: { labels: { color: 'red' } } });
    expect(await told(wanted)).toEqual([
      'data.mode: "fast" -> nothing (kubectl-label Update perhaps)',
    ]);
  });

  it('is found in list items by what identifies them', async () => {
    const wanted = await applied(statefulSet());
    const container = '/spec/template/spec/containers/1';
    await patched(wanted, 'kubectl-edit', [
      { op: 'replace', path: `${container}/image`, value: 'example.com/helper:2' },
      { op: 'add', path: '/spec/template/spec/containers/0', value: { name: 'new', image: 'n:1' } },
    ]);
    const [image] = (await differences(wanted)).filter(({ doubt }) => doubt === undefined);
    expect(image).toMatchObject({
      path: ['spec', 'template', 'spec', 'containers', 1, 'image'],
      livePath: ['spec', 'template', 'spec', 'containers', 2, 'image'],
      wanted: 'example.com/helper:1',
      live: 'example.com/helper:2',
    });
  });

  it('is a list item that is gone', async () => {
    const wanted = await applied(statefulSet());
    const path = '/spec/template/spec/containers/1';
    await patched(wanted, 'kubectl-edit', [{ op: 'remove', path }]);
    expect(await told(wanted)).toContain(
      'spec.template.spec.containers[1]: {"image":"example.com/helper:1","name":"helper"} -> nothing (nobody)',
    );
  });

  it('is a list that is one value', async () => {
    const wanted = await applied(role());
    const rules = [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }];
    await patched(wanted, 'kubectl-edit', { rules });
    expect(await told(wanted)).toEqual([
      'rules: [{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}] -> [{"apiGroups":[""],"resources":["secrets"],"verbs":["get"]}] (kubectl-edit Update)',
    ]);
  });

  it('is a label that was changed, also the one that makes it ours', async () => {
    const wanted = settings();
    const labels = { 'tidewatch.dev/target': 'web' };
    await applied({ ...wanted, metadata: { ...wanted.metadata, labels } });
    await patched(wanted, 'kubectl-label', {
      metadata: { labels: { 'tidewatch.dev/target': 'no' } },
    });
    expect(await told({ ...wanted, metadata: { ...wanted.metadata, labels } })).toEqual([
      'metadata.labels["tidewatch.dev/target"]: "web" -> "no" (kubectl-label Update)',
    ]);
  });

  it('is doubtful where a quantity may only be written in another form', async () => {
    const wanted = await applied(statefulSet());
    const path = '/spec/template/spec/containers/0/resources/requests/cpu';
    await patched(wanted, 'kubectl-edit', [{ op: 'replace', path, value: '2' }]);
    expect(await told(wanted)).toContain(
      'spec.template.spec.containers[0].resources.requests.cpu: "1000m" -> "2" (kubectl-edit Update, another-form)',
    );
  });

  it('is doubtful where nobody knows who owns what', async () => {
    const wanted = await applied(settings());
    await patched(wanted, 'kubectl-edit', [
      { op: 'replace', path: '/metadata/managedFields', value: [{}] },
      { op: 'replace', path: '/data/level', value: 'debug' },
    ]);
    expect(await told(wanted)).toEqual(['data.level: "info" -> "debug" (nobody, no-ownership)']);
  });

  it('is what `kubectl apply` adds, since the next apply removes it', async () => {
    const wanted = await applied(settings());
    await patched(wanted, 'kubectl-client-side-apply', {
      metadata: {
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', note: 'x' },
      },
      data: { level: 'debug', more: '1' },
    });
    expect(await told(wanted)).toEqual([
      'data.level: "info" -> "debug" (kubectl-client-side-apply Update)',
      'data.more: nothing -> "1" (kubectl-client-side-apply Update)',
      'metadata.annotations.note: nothing -> "x" (kubectl-client-side-apply Update)',
    ]);
  });
});

describe('the number of replicas', () => {
  it('is the business of an autoscaler', async () => {
    const wanted = await applied(statefulSet());
    await patched(wanted, 'kube-controller-manager', { spec: { replicas: 5 } }, 'scale');
    const [found] = (await differences(wanted)).filter(({ doubt }) => doubt !== 'still-ours');
    expect(found).toMatchObject({ path: ['spec', 'replicas'], live: 5, doubt: 'another-form' });
    expect(found && isAutoscaled(found)).toBe(true);
  });

  it('is drift where a person scales', async () => {
    const wanted = await applied(statefulSet());
    await patched(wanted, 'kubectl', { spec: { replicas: 5 } }, 'scale');
    const [found] = (await differences(wanted)).filter(({ doubt }) => doubt !== 'still-ours');
    expect(found?.writer).toMatchObject({ manager: 'kubectl', subresource: 'scale' });
    expect(found && isAutoscaled(found)).toBe(false);
  });
});
