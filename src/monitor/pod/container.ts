import type { JsonObject } from '../../model/json.ts';
import type { Image } from '../resolve/images.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import type { VolumeMountSpec } from '../schema/spec.ts';

/** An environment variable of a container. */
export interface EnvironmentVariable extends JsonObject {
  readonly name: string;
}

/** What every container spec of a TidbMonitor has. */
interface ContainerCommon {
  readonly imagePullPolicy?: string;
  readonly requests?: Resources;
  readonly limits?: Resources;
  readonly claims?: readonly JsonObject[];
}

type Resources = Readonly<Record<string, number | bigint | string>>;

/** Name, image, pull policy and resources of a container. */
export function containerBase(
  name: string,
  image: Image,
  spec: ContainerCommon,
  monitor: ResolvedMonitor,
): JsonObject {
  const policy = spec.imagePullPolicy ?? monitor.spec.imagePullPolicy;
  const resources = resourcesOf(spec);
  return {
    name,
    image: image.reference,
    ...(policy === undefined ? {} : { imagePullPolicy: policy }),
    ...(resources === undefined ? {} : { resources }),
  };
}

function resourcesOf({ requests, limits, claims }: ContainerCommon): JsonObject | undefined {
  const resources: Record<string, JsonObject[string]> = {};
  if (claims !== undefined && claims.length > 0) resources.claims = claims;
  if (limits !== undefined) resources.limits = withoutStorage(limits);
  if (requests !== undefined) resources.requests = withoutStorage(requests);
  return Object.keys(resources).length === 0 ? undefined : resources;
}

/** `storage` is the size of a volume, which a container cannot ask for. */
function withoutStorage({ storage: _, ...resources }: Resources): JsonObject {
  return resources;
}

export function variable(name: string, value: string): EnvironmentVariable {
  return { name, value };
}

export function fieldVariable(name: string, fieldPath: string): EnvironmentVariable {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

export function secretVariable(name: string, secretKeyRef: JsonObject): EnvironmentVariable {
  return { name, valueFrom: { secretKeyRef } };
}

/** `POD_NAME`, `NAMESPACE` and `SHARD`: who a pod is. */
export function identityVariables(shard: number): readonly EnvironmentVariable[] {
  return [
    fieldVariable('POD_NAME', 'metadata.name'),
    fieldVariable('NAMESPACE', 'metadata.namespace'),
    variable('SHARD', String(shard)),
  ];
}

/**
 * The user's variables replace built-in ones of their name; the others follow
 * in the order of their names, so that pods only restart when one changes.
 */
export function withOverrides(
  builtIn: readonly EnvironmentVariable[],
  overrides: Readonly<Record<string, string>> | undefined,
): readonly EnvironmentVariable[] {
  const rest = new Map(Object.entries(overrides ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
  const merged = builtIn.map((own) => {
    const value = rest.get(own.name);
    if (value === undefined) return own;
    rest.delete(own.name);
    return variable(own.name, value);
  });
  return [...merged, ...[...rest].map(([name, value]) => variable(name, value))];
}

export function mount(name: string, mountPath: string): JsonObject {
  return { name, mountPath };
}

export function readOnlyMount(name: string, mountPath: string): JsonObject {
  return { name, readOnly: true, mountPath };
}

/** The user's mounts come last. */
export function withMounts(
  builtIn: readonly JsonObject[],
  additional: readonly VolumeMountSpec[] | undefined,
): readonly JsonObject[] {
  return [...builtIn, ...(additional ?? [])];
}

export function tcpPort(name: string, containerPort: number): JsonObject {
  return { name, containerPort, protocol: 'TCP' };
}
