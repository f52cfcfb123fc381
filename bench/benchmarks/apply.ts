import { targetLabel } from '../../src/model/identity.ts';
import { stringifyJson } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { ControlPlane } from '../../test/support/control-plane-types.ts';
import { createNamespace } from '../../test/support/namespaces.ts';
import type { Benchmark } from '../benchmark.ts';
import { alternate, timed } from '../rounds.ts';
import { ratiosOf } from '../statistics.ts';
import {
  configMap,
  configMapCount,
  configMapsPath,
  configMapsTree,
} from '../subjects/config-maps.ts';
import { rawApplyLoop } from '../subjects/raw-apply-loop.ts';
import { createReconciler } from '../subjects/reconciler.ts';

const rounds = 9;

/**
 * The first apply of a target against the same requests sent with nothing
 * around them, and against kubectl. Each apply has a namespace and connections
 * of its own; objects are built before the clock starts.
 */
export const applyBenchmark: Benchmark = {
  name: 'apply',
  title: `first apply of ${configMapCount} ConfigMaps`,
  async run({ controlPlane, progress }) {
    const control = await controlPlane();
    const builds: number[] = [];
    const sides = {
      tidewatch: () => reconcileOnce(control, builds),
      raw: () => rawOnce(control),
    };
    // Both sides run the way they do in a process that has been up for a while.
    await alternate(sides, 2);
    builds.length = 0;
    progress(`${rounds} rounds of each side`);
    const { tidewatch, raw } = await alternate(sides, rounds);
    progress('kubectl, once');
    const kubectl = [await kubectlOnce(control)];
    return [
      { what: 'tidewatch: plan, dry-run, apply, report', unit: 'ms', samples: tidewatch },
      { what: 'raw loop of server-side applies, 32 in flight', unit: 'ms', samples: raw },
      {
        what: 'tidewatch / raw loop',
        unit: 'times',
        samples: ratiosOf(tidewatch, raw),
        bound: { limit: 1.6, inclusive: true, judged: 'median' },
      },
      { what: 'kubectl apply --server-side', unit: 'ms', samples: kubectl },
      { what: 'building the folder beforehand', unit: 'ms', samples: builds },
    ];
  },
};

async function reconcileOnce(control: ControlPlane, builds: number[]): Promise<number> {
  const { kubeconfig, kubectl } = control;
  const name = await createNamespace(kubectl, 'tidewatch');
  const tree = configMapsTree();
  const reconciler = createReconciler({ kubeconfig, tree, path: configMapsPath, name });
  await reconciler.prepare();
  builds.push(await timed(() => reconciler.build()));
  const time = await timed(() => reconciler.reconcile());
  await reconciler.close();
  return time;
}

async function rawOnce({ kubeconfig, kubectl }: ControlPlane): Promise<number> {
  const manifests = manifestsIn(await createNamespace(kubectl, 'raw'));
  return timed(() => rawApplyLoop(kubeconfig, manifests));
}

async function kubectlOnce({ kubectl }: ControlPlane): Promise<number> {
  const items = manifestsIn(await createNamespace(kubectl, 'kubectl'));
  const list = stringifyJson({ apiVersion: 'v1', kind: 'List', items });
  return timed(() => kubectl(['apply', '--server-side', '-f', '-'], list));
}

/** The very objects that tidewatch sends. */
function manifestsIn(namespace: string): Manifest[] {
  return Array.from({ length: configMapCount }, (_, index) => {
    const { metadata, ...rest } = configMap(index);
    const labels = { ...metadata.labels, [targetLabel]: namespace };
    return { ...rest, metadata: { ...metadata, namespace, labels } };
  });
}
