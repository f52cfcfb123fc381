import type { Manifest } from '../../src/model/manifest.ts';
import { createKubectl } from '../../test/support/kubectl.ts';
import { createNamespace } from '../../test/support/namespaces.ts';
import type { Benchmark } from '../benchmark.ts';
import { alternate, timed } from '../rounds.ts';
import { ratiosOf } from '../statistics.ts';
import { configMap, configMapCount } from '../subjects/config-maps.ts';
import { startEmbeddedProcess } from '../subjects/embedded-process.ts';
import { rawApplyLoop } from '../subjects/raw-apply-loop.ts';
import { residentMemory } from '../subjects/resident-memory.ts';

const rounds = 9;
const manyObjects = 10_000;

/** The embedded API as a server, against a real one: the same requests, in turns. */
export const embeddedBenchmark: Benchmark = {
  name: 'embedded',
  title: 'the embedded API in a process of its own',
  async run({ controlPlane, folder, progress }) {
    const real = await controlPlane();
    await using embedded = await startEmbeddedProcess(await folder());
    const own = createKubectl(real.binaries, embedded.kubeconfig);
    const once = async (kubeconfig: string, kubectl: typeof own): Promise<number> => {
      const manifests = manifestsIn(await createNamespace(kubectl, 'bench'), configMapCount);
      return timed(() => rawApplyLoop(kubeconfig, manifests));
    };
    const sides = {
      embedded: () => once(embedded.kubeconfig, own),
      real: () => once(real.kubeconfig, real.kubectl),
    };
    // Both sides run the way they do in a process that has been up for a while.
    await alternate(sides, 2);
    progress(`${rounds} rounds of each side`);
    const samples = await alternate(sides, rounds);
    progress(`${manyObjects} objects`);
    const many = manifestsIn(await createNamespace(own, 'many'), manyObjects);
    await rawApplyLoop(embedded.kubeconfig, many);
    const memory = await residentMemory(embedded.pid);
    return [
      {
        what: `${configMapCount} server-side applies, 32 in flight`,
        unit: 'ms',
        samples: samples.embedded,
      },
      { what: 'the same on kube-apiserver', unit: 'ms', samples: samples.real },
      {
        what: 'embedded / real',
        unit: 'times',
        samples: ratiosOf(samples.embedded, samples.real),
        bound: { limit: 1, inclusive: true, judged: 'median' },
      },
      {
        what: `resident memory with ${manyObjects} objects and more`,
        unit: 'MB',
        samples: [memory.peak],
        bound: { limit: 400, inclusive: false, judged: 'max' },
      },
    ];
  },
};

function manifestsIn(namespace: string, count: number): readonly Manifest[] {
  return Array.from({ length: count }, (_, index) => {
    const manifest = configMap(index);
    return { ...manifest, metadata: { ...manifest.metadata, namespace } };
  });
}
