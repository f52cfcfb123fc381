import { isIP } from 'node:net';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import {
  metadataOf,
  objectOf,
  objectsOf,
  textOf,
  withFields,
  without,
} from '../registry/metadata.ts';
import type { Strategy } from '../registry/resource-type.ts';
import { ApiError } from '../status/api-error.ts';
import { type FieldProblem, invalid, invalidObject } from '../status/field-error.ts';
import { dnsLabel } from '../validation/names.ts';
import { keptService, validateService } from '../validation/services.ts';
import { RESET_SPEC } from './base-strategy.ts';
import { type FreeAddresses, freeAddresses } from './service-addresses.ts';
import {
  familyProblems,
  keepsPreferred,
  releaseProblems,
  withChangedFamilies,
  withFamilies,
} from './service-families.ts';
import { specAndStatus } from './spec-and-status.ts';

const base = specAndStatus({
  emptyStatus: { loadBalancer: {} },
  statusResets: RESET_SPEC,
  generation: false,
});

const SERVICE = { group: '', kind: 'Service' };
const hasNodePorts = (spec: JsonObject): boolean =>
  spec.type === 'NodePort' || spec.type === 'LoadBalancer';

function refuse(service: JsonObject, problems: readonly FieldProblem[]): void {
  if (problems.length === 0) return;
  throw invalidObject(SERVICE, textOf(metadataOf(service).name), problems);
}

function allocateAddress(object: JsonObject, free: FreeAddresses): JsonObject {
  const spec = objectOf(object.spec);
  if (spec.type === 'ExternalName') return spec;
  const asked = textOf(spec.clusterIP);
  const families = withFamilies(spec);
  refuse(object, familyProblems(families));
  if (asked === '') {
    const address = free.takeAddress();
    if (address === undefined) throw new ApiError(500, '', 'no service address is left');
    return { ...families, clusterIP: address, clusterIPs: [address] };
  }
  // What is no address at all is left for validation to say.
  if (isIP(asked) !== 0 && !free.isFree(asked)) {
    const detail = 'failed to allocate IP: provided IP is already allocated or out of range';
    refuse(object, [invalid('spec.clusterIPs', [asked], detail)]);
  }
  return { ...families, clusterIP: asked, clusterIPs: [asked] };
}

function allocatePorts(spec: JsonObject, free: FreeAddresses): JsonObject {
  if (!hasNodePorts(spec)) return spec;
  const ports = objectsOf(spec.ports).map((port) => {
    const { nodePort } = port;
    const isGiven = typeof nodePort === 'number' && nodePort > 0;
    return isGiven ? port : { ...port, nodePort: free.takePort() };
  });
  return { ...spec, ports };
}

/** What only the type that is given up had use for. */
function dropOfOldType(next: JsonObject, live: Manifest): JsonObject {
  const before = objectOf(live.spec);
  const after = objectOf(next.spec);
  if (!hasNodePorts(before) || hasNodePorts(after)) return next;
  const oldPorts = objectsOf(before.ports).map((port) => port.nodePort);
  const ports = objectsOf(after.ports).map((port) =>
    oldPorts.includes(port.nodePort) ? without(port, 'nodePort') : port,
  );
  const spec = without(after, 'externalTrafficPolicy', 'allocateLoadBalancerNodePorts');
  return { ...next, spec: { ...spec, ports } };
}

function changeFamilies(next: JsonObject, live: Manifest): JsonObject {
  const before = objectOf(live.spec);
  const after = objectOf(next.spec);
  const asked = {
    ...after,
    ipFamilies: after.ipFamilies ?? before.ipFamilies ?? [],
    ipFamilyPolicy: after.ipFamilyPolicy ?? before.ipFamilyPolicy ?? '',
  };
  refuse(next, releaseProblems(asked, before));
  const spec = withChangedFamilies(asked, before);
  if (!keepsPreferred(spec, before)) refuse(next, familyProblems(spec));
  return { ipFamilies: spec.ipFamilies ?? [], ipFamilyPolicy: spec.ipFamilyPolicy ?? '' };
}

/** What was allocated stays as long as the type needs it. */
function keepAllocations(next: JsonObject, live: Manifest): JsonObject {
  const before = objectOf(live.spec);
  const after = objectOf(next.spec);
  if (after.type === 'ExternalName') return next;
  const changed = textOf(after.clusterIP) !== '' && after.clusterIP !== before.clusterIP;
  const kept: JsonObject = {
    clusterIP: textOf(after.clusterIP) || before.clusterIP,
    clusterIPs: changed ? [after.clusterIP ?? ''] : (after.clusterIPs ?? before.clusterIPs),
    ...changeFamilies(next, live),
  };
  const ports = hasNodePorts(after)
    ? objectsOf(after.ports).map((port) => {
        const same = objectsOf(before.ports).find(
          (one) => one.port === port.port && one.protocol === port.protocol,
        );
        return port.nodePort === undefined && same?.nodePort !== undefined
          ? { ...port, nodePort: same.nodePort }
          : port;
      })
    : after.ports;
  return { ...next, spec: withFields({ ...after, ...kept }, { ports }) };
}

export const serviceStrategy: Strategy = {
  ...base,
  validate: validateService,
  validateUpdate: (next, live) => [...validateService(next), ...keptService(next, live)],
  returnsDeleted: true,
  validateName: dnsLabel,
  prepareForCreate: (object, registry) => {
    const prepared = base.prepareForCreate(object, registry);
    const free = freeAddresses(registry);
    return { ...prepared, spec: allocatePorts(allocateAddress(prepared, free), free) };
  },
  prepareForUpdate: (next, live, registry) => {
    const prepared = base.prepareForUpdate(next, live, registry);
    const kept = keepAllocations(dropOfOldType(prepared, live), live);
    return { ...kept, spec: allocatePorts(objectOf(kept.spec), freeAddresses(registry)) };
  },
};
