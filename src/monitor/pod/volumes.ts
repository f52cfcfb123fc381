import type { JsonObject } from '../../model/json.ts';
import { namesOf } from '../names.ts';
import { nonEmpty } from '../resolve/images.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { VOLUMES } from './volume-names.ts';

export function podVolumes(monitor: ResolvedMonitor, shard: number): readonly JsonObject[] {
  const { spec } = monitor;
  const names = namesOf(monitor);
  return [
    ...(spec.persistent === true ? [] : [emptyDirectory(VOLUMES.data)]),
    configMapVolume(VOLUMES.prometheusConfig, names.prometheusConfig(shard)),
    ...grafanaVolumes(monitor),
    emptyDirectory(VOLUMES.prometheusRules),
    ...(spec.additionalVolumes ?? []),
    { name: VOLUMES.assets, secret: { secretName: names.assets, defaultMode: 0o644 } },
    ...externalRulesVolume(monitor),
  ];
}

function grafanaVolumes(monitor: ResolvedMonitor): JsonObject[] {
  if (monitor.spec.grafana === undefined) return [];
  return [
    emptyDirectory(VOLUMES.datasource),
    configMapVolume(VOLUMES.dashboardsProvisioning, namesOf(monitor).grafanaConfig),
    emptyDirectory(VOLUMES.grafanaDashboard),
  ];
}

function externalRulesVolume(monitor: ResolvedMonitor): JsonObject[] {
  const { rules } = monitor.external;
  if (rules === undefined) return [];
  const name = rules.copied === undefined ? rules.name : namesOf(monitor).externalRules;
  return [configMapVolume(VOLUMES.externalRules, name)];
}

/** The claim of each pod, where the data persists. */
export function volumeClaimTemplates({ spec }: ResolvedMonitor): readonly JsonObject[] {
  const storage = nonEmpty(spec.storage);
  if (spec.persistent !== true || storage === undefined) return [];
  const { storageClassName } = spec;
  return [
    {
      metadata: { name: VOLUMES.data },
      spec: {
        accessModes: ['ReadWriteOnce'],
        ...(storageClassName === undefined ? {} : { storageClassName }),
        resources: { requests: { storage } },
      },
    },
  ];
}

function emptyDirectory(name: string): JsonObject {
  return { name, emptyDir: {} };
}

function configMapVolume(volume: string, name: string): JsonObject {
  return { name: volume, configMap: { name } };
}
