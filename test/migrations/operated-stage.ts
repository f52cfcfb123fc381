import type { Manifest, OwnerReference } from '../../src/model/manifest.ts';
import { expand } from '../../src/monitor/expand.ts';
import { tidbMonitorDefinition } from '../../src/monitor/schema/custom-resource-definition.ts';
import { clusterWith } from '../monitor/support/read-objects.ts';
import { rendered } from '../support/objects.ts';
import { type CaseName, creatable, readCase } from './old-objects.ts';
import { create, openStage, type Stage } from './stage.ts';

/** The finalizer that tidb-operator puts on every TidbMonitor. */
export const operatorFinalizer = 'tidb.pingcap.com/monitor-protection';

async function monitorOf(name: CaseName): Promise<Manifest> {
  const [monitor] = await readCase(name, 'tidbmonitor.yaml');
  if (monitor === undefined) throw new Error(`${name} has no TidbMonitor`);
  return monitor;
}

/** A TidbMonitor with everything that it stands for. */
export async function wholeMonitor(name: CaseName): Promise<readonly Manifest[]> {
  const clusters = await readCase(name, 'clusters.yaml');
  const { objects } = expand(rendered([await monitorOf(name)]), clusterWith(...clusters));
  return objects.map(({ manifest }) => manifest);
}

/** A cluster on which tidb-operator 1.1 runs a monitor: its intent, and objects that it owns. */
export async function openOperatedStage(name: CaseName): Promise<Stage> {
  return openOperated(name, await readCase(name, '00-old-objects.yaml'));
}

/** The same with a later tidb-operator, whose objects are those that we make. */
export async function openTakenOverStage(name: CaseName): Promise<Stage> {
  const children = (await wholeMonitor(name)).filter(({ kind }) => kind !== 'TidbMonitor');
  return openOperated(name, children);
}

async function openOperated(name: CaseName, children: readonly Manifest[]): Promise<Stage> {
  const stage = await openStage([tidbMonitorDefinition()]);
  const { registry, settled } = stage.direct;
  const intent = await monitorOf(name);
  const metadata = { ...intent.metadata, finalizers: [operatorFinalizer] };
  create(stage.direct, { ...intent, metadata }, 'tidb-controller-manager');
  const uid = registry.store.get('tidbmonitors.pingcap.com', `ns1/${intent.metadata.name}`)
    ?.metadata.uid;
  if (uid === undefined) throw new Error('the TidbMonitor has not been stored');
  for (const object of children) {
    const owners = object.metadata.ownerReferences?.map(
      (owner): OwnerReference => ({ ...owner, uid }),
    );
    const old = creatable(object);
    const owned =
      owners === undefined ? old.metadata : { ...old.metadata, ownerReferences: owners };
    create(stage.direct, { ...old, metadata: owned }, 'tidb-controller-manager');
    await settled();
  }
  for (let round = 0; round < 6; round++) await stage.clock.sleep(1_000);
  return stage;
}
