import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { createFileFolder } from '../../support/file-folder.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { kustomizationYaml } from '../../support/monitoring-repository.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { runTidewatch, type VerbResult } from '../../support/run-tidewatch.ts';

const testdata = join(import.meta.dirname, '../../testdata/tidbmonitor');
const root = join(import.meta.dirname, '../../..');
const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));

/** What is read here of a report as JSON. */
interface Report {
  readonly path: string;
  readonly phase: string;
  readonly problems: readonly unknown[];
  readonly changes: readonly { readonly id: ObjectName; readonly action: string }[];
}
interface ObjectName {
  readonly kind: string;
  readonly name: string;
}

const examples = readdirSync(join(testdata, 'examples'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .sort();

/** `gcp/tidb-monitor.yaml` → `gcp-tidb-monitor`: the folder of its overlay. */
function overlayName(example: string): string {
  return example
    .toLowerCase()
    .replace(/\.yaml$/, '')
    .replaceAll('/', '-');
}

/** An overlay with one example as it is, and the ConfigMaps and Secrets that lie beside it. */
async function overlay(example: string, namespace: string): Promise<Record<string, string>> {
  const folder = `overlays/${overlayName(example)}`;
  const beside = join(testdata, 'neighbours', dirname(example));
  const names = [join(testdata, 'examples', example), ...filesIn(beside)];
  const files = await Promise.all(
    names.map(async (path) => [`${folder}/${basename(path)}`, await readFile(path, 'utf8')]),
  );
  const resources = names.map((path) => basename(path));
  return {
    ...Object.fromEntries(files),
    [`${folder}/kustomization.yaml`]: kustomizationYaml(namespace, resources),
  };
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}

describe("tidb-operator's examples on a real API server", () => {
  const namespaces = new Map<string, string>();
  let first: VerbResult;
  let second: VerbResult;
  beforeAll(async () => {
    // Agents of other tests deploy the same definition, and take over what kubectl has of it.
    const apply = ['apply', '--server-side', '--force-conflicts', '--field-manager=tests'];
    const definition = [...apply, '-k', join(root, 'base/crd')];
    await kubectl(definition);
    // A definition that is brand-new has no conditions yet, which makes `--for=condition` fail.
    for (const state of ['jsonpath={.status.acceptedNames.kind}', 'condition=Established']) {
      await kubectl(['wait', `--for=${state}`, 'crd/tidbmonitors.pingcap.com']);
    }
    const system = await createNamespace(kubectl, 'examples');
    // Two examples monitor clusters in these.
    for (const name of ['ns1', 'ns2']) {
      await kubectl(
        ['apply', '-f', '-'],
        `{apiVersion: v1, kind: Namespace, metadata: {name: ${name}}}`,
      );
    }
    await Promise.all(
      examples.map(async (example, index) => {
        namespaces.set(example, await createNamespace(kubectl, `example-${index}`));
      }),
    );
    const overlays = await Promise.all(
      examples.map((example) => overlay(example, namespaces.get(example) ?? '')),
    );
    await using files = await createFileFolder(Object.assign({}, ...overlays));
    const args = ['apply', 'overlays', '--no-wait', '--output', 'json', '--namespace', system];
    const options = { cwd: files.path };
    const cluster = ['--kubeconfig', inject('kubeconfig')];
    first = await runTidewatch([...args, ...cluster], options);
    second = await runTidewatch([...args, ...cluster], options);
  });

  const reportOf = ({ stdout }: VerbResult, example: string) =>
    (JSON.parse(stdout) as Report[]).find(
      ({ path }) => path === `overlays/${overlayName(example)}`,
    );

  it('are at least ten, and are applied as a whole', () => {
    expect(examples.length).toBeGreaterThanOrEqual(10);
    expect(first.code, first.stderr).toBe(0);
    expect(second.code).toBe(0);
  });

  it.each(examples)('%s: the API server accepts every child', async (example) => {
    const report = reportOf(first, example);
    expect(report).toMatchObject({ phase: 'Ready', problems: [] });
    const changes = report?.changes ?? [];
    expect(changes.filter(({ action }) => action !== 'created')).toEqual([]);
    const kinds = changes.map(({ id }) => id.kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['TidbMonitor', 'StatefulSet', 'ConfigMap', 'Service']),
    );
    const namespace = namespaces.get(example) ?? '';
    const live = await kubectl(['get', 'statefulsets,tidbmonitors', '-n', namespace, '-o', 'name']);
    for (const { id } of changes.filter(({ id }) => id.kind === 'StatefulSet')) {
      expect(live).toContain(`statefulset.apps/${id.name}\n`);
    }
  });

  it.each(examples)('%s: applied again, nothing changes', (example) => {
    const report = reportOf(second, example);
    expect(report?.phase).toBe('Ready');
    expect(report?.changes.filter(({ action }) => action !== 'unchanged')).toEqual([]);
    expect(report?.changes.length).toBe(reportOf(first, example)?.changes.length);
  });
});
