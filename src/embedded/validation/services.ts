import { isIP } from 'node:net';
import { type JsonObject, jsonEquals } from '../../model/json.ts';
import { objectOf, objectsOf, textOf } from '../registry/metadata.ts';
import {
  duplicateValue,
  type FieldProblem,
  invalid,
  notSupported,
  required,
} from '../status/field-error.ts';
import { validatePortNumber } from './container.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const AFFINITIES = ['ClientIP', 'None'];

export function validateService(object: JsonObject): readonly FieldProblem[] {
  const spec = objectOf(object.spec);
  const { type, sessionAffinity, clusterIP, externalName } = spec;
  const ports = objectsOf(spec.ports);
  const problems: FieldProblem[] = [];
  const isExternal = type === 'ExternalName';
  if (ports.length === 0 && clusterIP !== 'None' && !isExternal) {
    problems.push(required('spec.ports'));
  }
  if (isExternal && textOf(externalName) === '') problems.push(required('spec.externalName'));
  if (!AFFINITIES.includes(textOf(sessionAffinity))) {
    problems.push(notSupported('spec.sessionAffinity', sessionAffinity, AFFINITIES));
  }
  if (!TYPES.includes(textOf(type))) problems.push(notSupported('spec.type', type, TYPES));
  return [...problems, ...validateAddress(clusterIP), ...validatePorts(ports)];
}

function validateAddress(clusterIP: JsonObject[string]): readonly FieldProblem[] {
  const address = textOf(clusterIP);
  if (address === '' || address === 'None' || isIP(address) !== 0) return [];
  const detail = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
  return [invalid('spec.clusterIPs[0]', address, detail)];
}

function validatePorts(ports: readonly JsonObject[]): readonly FieldProblem[] {
  return ports.flatMap((port, index) => {
    const path = `spec.ports[${index}]`;
    const earlier = ports.slice(0, index);
    return [
      ...validatePortName(port, path, earlier, ports.length > 1),
      ...validatePortNumber(`${path}.port`, port.port),
      ...(typeof port.targetPort === 'number'
        ? validatePortNumber(`${path}.targetPort`, port.targetPort)
        : []),
      ...(PROTOCOLS.includes(textOf(port.protocol))
        ? []
        : [notSupported(`${path}.protocol`, port.protocol, PROTOCOLS)]),
      ...(earlier.some((one) => isSamePort(one, port))
        ? [duplicateValue(path, printPort(port))]
        : []),
    ];
  });
}

function validatePortName(
  port: JsonObject,
  path: string,
  earlier: readonly JsonObject[],
  isNeeded: boolean,
): readonly FieldProblem[] {
  const name = textOf(port.name);
  if (name === '') return isNeeded ? [required(`${path}.name`)] : [];
  const isTaken = earlier.some((one) => textOf(one.name) === name);
  return isTaken ? [duplicateValue(`${path}.name`, name)] : [];
}

const isSamePort = (a: JsonObject, b: JsonObject): boolean =>
  a.port === b.port && a.protocol === b.protocol;

/** A port as the real server prints its own: only what makes it the same port. */
function printPort(port: JsonObject): JsonObject {
  return {
    Name: '',
    Protocol: port.protocol,
    AppProtocol: null,
    Port: port.port,
    TargetPort: 0,
    NodePort: 0,
  };
}

/** The address a Service once got is its own for good, unless it gives up having one. */
export function keptService(next: JsonObject, live: JsonObject): readonly FieldProblem[] {
  const after = objectOf(next.spec);
  const before = objectOf(live.spec);
  if (before.type === 'ExternalName' || after.type === 'ExternalName') return [];
  if (jsonEquals(after.clusterIPs, before.clusterIPs)) return [];
  return [invalid('spec.clusterIPs[0]', after.clusterIPs, 'may not change once set')];
}
