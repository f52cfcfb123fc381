import type { JsonObject, JsonValue } from '../../model/json.ts';
import { compareQuantities } from '../../model/quantity.ts';
import { objectOf, objectsOf, textOf } from '../registry/metadata.ts';
import {
  type FieldProblem,
  invalid,
  notFoundValue,
  notSupported,
  required,
} from '../status/field-error.ts';

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'];
const PROBE_NUMBERS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
];
const NOT_NEGATIVE = 'must be greater than or equal to 0';

/** What is wrong with a container, its name apart. */
export function validateContainer(
  container: JsonObject,
  path: string,
  volumes: ReadonlySet<string>,
): readonly FieldProblem[] {
  const image = textOf(container.image);
  const pullPolicy = container.imagePullPolicy;
  const isSpaced = image !== image.trim();
  const mounts = objectsOf(container.volumeMounts);
  return [
    ...(image === '' ? [required(`${path}.image`)] : []),
    ...(isSpaced
      ? [invalid(`${path}.image`, image, 'must not have leading or trailing whitespace')]
      : []),
    ...PROBES.flatMap((probe) => validateProbe(container[probe], `${path}.${probe}`)),
    ...(pullPolicy === undefined || PULL_POLICIES.includes(textOf(pullPolicy))
      ? []
      : [notSupported(`${path}.imagePullPolicy`, pullPolicy, PULL_POLICIES)]),
    ...objectsOf(container.ports).flatMap((port, index) =>
      validatePort(port, `${path}.ports[${index}]`),
    ),
    ...objectsOf(container.env).flatMap((one, index) =>
      validateVariable(one, `${path}.env[${index}]`),
    ),
    ...mounts.flatMap((mount, index) =>
      validateMount(mount, `${path}.volumeMounts[${index}]`, volumes),
    ),
    ...validateResources(objectOf(container.resources), `${path}.resources`),
  ];
}

function validateMount(
  mount: JsonObject,
  path: string,
  volumes: ReadonlySet<string>,
): readonly FieldProblem[] {
  const name = textOf(mount.name);
  const problems: FieldProblem[] = [];
  if (name === '') problems.push(required(`${path}.name`));
  else if (!volumes.has(name)) problems.push(notFoundValue(`${path}.name`, name));
  if (textOf(mount.mountPath) === '') problems.push(required(`${path}.mountPath`));
  return problems;
}

function validateProbe(probe: JsonValue | undefined, path: string): readonly FieldProblem[] {
  if (probe === undefined) return [];
  const fields = objectOf(probe);
  const hasHandler = HANDLERS.some((handler) => fields[handler] !== undefined);
  return [
    ...(hasHandler ? [] : [required(path, 'must specify a handler type')]),
    ...PROBE_NUMBERS.flatMap((key) => {
      const value = fields[key];
      const isNegative = typeof value === 'number' && value < 0;
      return isNegative ? [invalid(`${path}.${key}`, value, NOT_NEGATIVE)] : [];
    }),
  ];
}

/** What is wrong with a number of a port; 0 counts as none. */
export function validatePortNumber(
  field: string,
  port: JsonValue | undefined,
): readonly FieldProblem[] {
  const isValid = typeof port === 'number' && port >= 1 && port <= 65_535;
  return isValid ? [] : [invalid(field, port, 'must be between 1 and 65535, inclusive')];
}

function validatePort(port: JsonObject, path: string): readonly FieldProblem[] {
  const { containerPort, name, protocol } = port;
  const problems: FieldProblem[] = [];
  if (containerPort === undefined || containerPort === 0) {
    problems.push(required(`${path}.containerPort`));
  } else problems.push(...validatePortNumber(`${path}.containerPort`, containerPort));
  if (name !== undefined && !/^[a-z0-9-]*$/.test(textOf(name))) {
    const detail = 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)';
    problems.push(invalid(`${path}.name`, name, detail));
  }
  if (textOf(name).length > 15) {
    problems.push(invalid(`${path}.name`, name, 'must be no more than 15 characters'));
  }
  if (!PROTOCOLS.includes(textOf(protocol))) {
    problems.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
  }
  return problems;
}

function validateVariable(variable: JsonObject, path: string): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (textOf(variable.name) === '') problems.push(required(`${path}.name`));
  if (variable.valueFrom === undefined) return problems;
  if (textOf(variable.value) !== '') {
    const detail = 'may not be specified when `value` is not empty';
    problems.push(invalid(`${path}.valueFrom`, '', detail));
  }
  return problems;
}

function validateResources(resources: JsonObject, path: string): readonly FieldProblem[] {
  const requests = objectOf(resources.requests);
  const limits = objectOf(resources.limits);
  const negative = (list: JsonObject, name: string): readonly FieldProblem[] =>
    Object.entries(list).flatMap(([key, value]) =>
      compareQuantities(textOf(value), '0') < 0
        ? [invalid(`${path}.${name}[${key}]`, value, NOT_NEGATIVE)]
        : [],
    );
  const exceeding = Object.entries(requests).flatMap(([key, value]) => {
    const limit = limits[key];
    if (limit === undefined || compareQuantities(textOf(value), textOf(limit)) <= 0) return [];
    const detail = `must be less than or equal to ${key} limit of ${textOf(limit)}`;
    return [invalid(`${path}.requests`, value, detail)];
  });
  return [...negative(limits, 'limits'), ...negative(requests, 'requests'), ...exceeding];
}
