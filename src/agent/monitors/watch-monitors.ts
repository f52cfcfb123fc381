import { messageOf } from '../../model/errors.ts';
import { targetLabel } from '../../model/identity.ts';
import type { Manifest } from '../../model/manifest.ts';
import { objectIdOf, objectKey, splitApiVersion } from '../../model/object-id.ts';
import type { Clock } from '../../model/ports/clock.ts';
import type { ObjectReference } from '../../model/ports/cluster.ts';
import type { Log } from '../../model/ports/log.ts';
import { referenceDigest } from '../../monitor/reference-digest.ts';
import type { MonitorSummary } from '../../monitor/summary.ts';
import type { WatchListener } from '../watching/keep-watching.ts';
import type { WatchHub } from '../watching/watch-hub.ts';
import type { WatchedKind, WatchPlace } from '../watching/watched-kind.ts';
import { whenQuiet } from '../when-quiet.ts';
import type { MonitorListener } from './monitor-listener.ts';
import { referenceWatches } from './reference-watches.ts';

export interface MonitorWatchContext {
  readonly hub: WatchHub;
  readonly clock: Clock;
  readonly log: Log;
  /** Asks for an attempt at a target; `false` where that cannot be now. */
  readonly hurry: (target: string) => boolean;
  /** Asks for the status of a target's monitors to be written again. */
  readonly refresh: (target: string) => void;
  readonly stop: AbortSignal;
}

/** StatefulSets move several times while a pod comes or goes: told once; milliseconds. */
const pause = 300;

/**
 * Watches what monitors refer to, and has their target attempted when one of
 * those objects is not what it was expanded with; and watches what they
 * consist of, and has their status written when that moves.
 */
export function createMonitorWatch(context: MonitorWatchContext): MonitorListener {
  const { clock, hurry, log, stop } = context;
  const targets = new Map<string, readonly MonitorSummary[]>();
  /** Who was expanded with which state of an object: digests by target, by the object's key. */
  let expected = new Map<string, Map<string, string>>();
  const refreshes = new Map<string, () => void>();
  const waiting = new Set<string>();
  const unwatched = new Set<string>();

  const listener: WatchListener = {
    listed(place, objects) {
      const shown = new Map(objects.map((object) => [objectKey(objectIdOf(object)), object]));
      for (const key of expected.keys()) {
        if (isShownBy(place, key)) compare(key, shown.get(key));
      }
    },
    changed(type, object) {
      const key = objectKey(objectIdOf(object));
      if (expected.has(key)) compare(key, type === 'DELETED' ? undefined : object);
      else if (object.kind === 'StatefulSet') refresh(object.metadata.labels?.[targetLabel]);
    },
    failed(place, error) {
      const text = JSON.stringify(place);
      if (unwatched.has(text)) return;
      unwatched.add(text);
      const message =
        'cannot watch what monitors refer to; changes are noticed at the next interval';
      log.warn(message, { ...place, error: messageOf(error) });
    },
  };
  const membership = context.hub.join(listener);

  function compare(key: string, live: Manifest | undefined): void {
    const digest = referenceDigest(live);
    for (const [target, known] of expected.get(key) ?? []) {
      if (known !== digest && !hurry(target)) waiting.add(target);
    }
  }

  function refresh(target: string | undefined): void {
    if (target === undefined || !targets.has(target)) return;
    const run =
      refreshes.get(target) ?? whenQuiet(() => context.refresh(target), pause, clock, stop);
    refreshes.set(target, run);
    run();
  }

  function watch(): void {
    const monitors = [...targets].flatMap(([target, list]) =>
      list.map((monitor) => ({ target, monitor })),
    );
    expected = expectations(monitors);
    const references = monitors.flatMap(({ monitor }) =>
      monitor.references.map(({ reference }) => reference),
    );
    const namespaces = [...new Set(monitors.map(({ monitor }) => monitor.id.namespace))];
    const workloads: WatchedKind[] =
      namespaces.length === 0
        ? []
        : [{ apiVersion: 'apps/v1', kind: 'StatefulSet', namespaces, labelSelector: targetLabel }];
    membership.watch([...referenceWatches(references), ...workloads]);
  }

  return {
    attempted({ target }, monitors) {
      if (monitors !== undefined) {
        if (monitors.length === 0) targets.delete(target);
        else targets.set(target, monitors);
        watch();
      }
      // What moved while an attempt ran may not have been part of it.
      if (waiting.delete(target))
        void clock.sleep(pause, stop).then(
          () => hurry(target),
          () => false,
        );
    },
    forget(target) {
      targets.delete(target);
      refreshes.delete(target);
      waiting.delete(target);
      watch();
    },
  };
}

function expectations(
  monitors: readonly { readonly target: string; readonly monitor: MonitorSummary }[],
): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const { target, monitor } of monitors) {
    for (const { reference, digest } of monitor.references) {
      const key = keyOf(reference);
      const targets = found.get(key) ?? new Map<string, string>();
      found.set(key, targets.set(target, digest));
    }
  }
  return found;
}

function keyOf({ apiVersion, kind, namespace, name }: ObjectReference): string {
  return objectKey({ group: splitApiVersion(apiVersion).group, kind, namespace, name });
}

/** Whether a place would show the object of a key. */
function isShownBy(
  { apiVersion, kind, namespace, labelSelector, fieldSelector }: WatchPlace,
  key: string,
): boolean {
  if (labelSelector !== undefined) return false;
  const { group } = splitApiVersion(apiVersion);
  const prefix = `${group}/${kind}/${namespace ?? ''}`;
  if (fieldSelector === undefined)
    return key.startsWith(namespace === undefined ? `${group}/${kind}/` : `${prefix}/`);
  return key === `${prefix}/${fieldSelector.replace('metadata.name=', '')}`;
}
