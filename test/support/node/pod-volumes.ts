import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/model/json.ts';
import type { Manifest } from '../../../src/model/manifest.ts';

/** What volumes are filled from. Both throw where there is no such object. */
export interface VolumeSources {
  /** The values of a ConfigMap or Secret by key. */
  valuesOf(kind: 'ConfigMap' | 'Secret', name: string): Promise<ReadonlyMap<string, Buffer>>;
  /** A token of the pod's service account. */
  token(): Promise<string>;
}

/** Files of a volume by path, with their mode; none for a volume that starts empty. */
type VolumeFiles = ReadonlyMap<string, { readonly content: Buffer; readonly mode: number }>;

/** Writes a volume of a pod to a folder, as a kubelet does before it starts containers. */
export async function writeVolume(
  folder: string,
  volume: JsonObject,
  pod: Manifest,
  sources: VolumeSources,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, { content, mode }] of await filesOf(volume, pod, sources)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    await chmod(file, mode);
  }
}

async function filesOf(
  volume: JsonObject,
  pod: Manifest,
  sources: VolumeSources,
): Promise<VolumeFiles> {
  const { configMap, secret, projected, emptyDir, persistentVolumeClaim } = volume;
  if (isJsonObject(configMap)) return objectFiles('ConfigMap', configMap.name, configMap, sources);
  if (isJsonObject(secret)) return objectFiles('Secret', secret.secretName, secret, sources);
  if (isJsonObject(projected)) return projectedFiles(projected, pod, sources);
  if (emptyDir !== undefined || persistentVolumeClaim !== undefined) return new Map();
  throw new Error(`volume ${volume.name}: no kind of volume that this node knows`);
}

async function projectedFiles(
  projected: JsonObject,
  pod: Manifest,
  sources: VolumeSources,
): Promise<VolumeFiles> {
  const mode = modeOf(projected.defaultMode);
  const files = new Map<string, { content: Buffer; mode: number }>();
  for (const source of objectsIn(projected.sources)) {
    const { serviceAccountToken, configMap, secret, downwardAPI } = source;
    if (isJsonObject(serviceAccountToken)) {
      const content = Buffer.from(await sources.token());
      files.set(String(serviceAccountToken.path), { content, mode });
    } else if (isJsonObject(configMap)) {
      for (const entry of await objectFiles('ConfigMap', configMap.name, configMap, sources))
        files.set(...entry);
    } else if (isJsonObject(secret)) {
      for (const entry of await objectFiles('Secret', secret.name, secret, sources))
        files.set(...entry);
    } else if (isJsonObject(downwardAPI)) {
      for (const item of objectsIn(downwardAPI.items)) {
        const content = Buffer.from(fieldOf(pod, item.fieldRef));
        files.set(String(item.path), { content, mode });
      }
    }
  }
  return files;
}

async function objectFiles(
  kind: 'ConfigMap' | 'Secret',
  name: JsonValue | undefined,
  { items, defaultMode }: JsonObject,
  sources: VolumeSources,
): Promise<VolumeFiles> {
  const values = await sources.valuesOf(kind, String(name));
  const mode = modeOf(defaultMode);
  const paths =
    items === undefined
      ? [...values.keys()].map((key) => [key, key] as const)
      : objectsIn(items).map(({ key, path }) => [String(key), String(path)] as const);
  return new Map(
    paths.map(([key, path]) => {
      const content = values.get(key);
      if (content === undefined) throw new Error(`${kind}/${name} has no key ${key}`);
      return [path, { content, mode }];
    }),
  );
}

/** A field of a pod that a container or a file may ask for. */
export function fieldOf(pod: Manifest, fieldRef: JsonValue | undefined): string {
  const path = isJsonObject(fieldRef) ? String(fieldRef.fieldPath) : '';
  const status = isJsonObject(pod.status) ? pod.status : {};
  const known: Record<string, JsonValue | undefined> = {
    'metadata.name': pod.metadata.name,
    'metadata.namespace': pod.metadata.namespace,
    'status.podIP': status.podIP,
  };
  const value = known[path];
  if (typeof value !== 'string') throw new Error(`Pod/${pod.metadata.name} has no field ${path}`);
  return value;
}

function modeOf(mode: JsonValue | undefined): number {
  return typeof mode === 'number' ? mode : 0o644;
}

export function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
