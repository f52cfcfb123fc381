import { array, boolean, int32, int64, intOrString, object, string } from '../builders.ts';
import { fieldRef, keySelector, resourceFieldRef } from './references.ts';
import { pullPolicies, resourceRequirements } from './resources.ts';
import { containerSecurityContext } from './security-context.ts';

/** Schemas of a container and its parts, as in a Pod. */

const exec = object({ command: array(string()) });

const httpGet = object(
  {
    host: string(),
    httpHeaders: array(
      object({ name: string(), value: string() }, { required: ['name', 'value'] }),
    ),
    path: string(),
    port: intOrString(),
    scheme: string(undefined, { values: ['HTTP', 'HTTPS'] }),
  },
  { required: ['port'] },
);

const tcpSocket = object({ host: string(), port: intOrString() }, { required: ['port'] });

const probe = object({
  exec,
  failureThreshold: int32(),
  grpc: object({ port: int32(), service: string() }, { required: ['port'] }),
  httpGet,
  initialDelaySeconds: int32(),
  periodSeconds: int32(),
  successThreshold: int32(),
  tcpSocket,
  terminationGracePeriodSeconds: int64(),
  timeoutSeconds: int32(),
});

const lifecycleHandler = object({
  exec,
  httpGet,
  sleep: object({ seconds: int64() }, { required: ['seconds'] }),
  tcpSocket,
});

const environmentVariable = object(
  {
    name: string(),
    value: string(),
    valueFrom: object({
      configMapKeyRef: keySelector,
      fieldRef,
      resourceFieldRef,
      secretKeyRef: keySelector,
    }),
  },
  { required: ['name'] },
);

const environmentSource = object({ name: string(), optional: boolean() }, { atomic: true });

export const volumeMount = object(
  {
    mountPath: string(),
    mountPropagation: string(undefined, { values: ['None', 'HostToContainer', 'Bidirectional'] }),
    name: string(),
    readOnly: boolean(),
    recursiveReadOnly: string(undefined, { values: ['Disabled', 'IfPossible', 'Enabled'] }),
    subPath: string(),
    subPathExpr: string(),
  },
  { required: ['mountPath', 'name'] },
);

const containerPort = object(
  {
    containerPort: int32(undefined, { minimum: 1, maximum: 65_535 }),
    hostIP: string(),
    hostPort: int32(undefined, { minimum: 0, maximum: 65_535 }),
    name: string(),
    protocol: string(undefined, { values: ['TCP', 'UDP', 'SCTP'], serverDefault: 'TCP' }),
  },
  { required: ['containerPort'] },
);

export const container = object(
  {
    args: array(string()),
    command: array(string()),
    env: array(environmentVariable),
    envFrom: array(
      object({
        configMapRef: environmentSource,
        prefix: string(),
        secretRef: environmentSource,
      }),
    ),
    image: string(),
    imagePullPolicy: string(undefined, { values: pullPolicies }),
    lifecycle: object({
      postStart: lifecycleHandler,
      preStop: lifecycleHandler,
      stopSignal: string(),
    }),
    livenessProbe: probe,
    name: string(),
    ports: array(containerPort, undefined, { keys: ['containerPort', 'protocol'] }),
    readinessProbe: probe,
    resizePolicy: array(
      object(
        { resourceName: string(), restartPolicy: string() },
        { required: ['resourceName', 'restartPolicy'] },
      ),
    ),
    resources: resourceRequirements,
    restartPolicy: string(),
    securityContext: containerSecurityContext,
    startupProbe: probe,
    stdin: boolean(),
    stdinOnce: boolean(),
    terminationMessagePath: string(),
    terminationMessagePolicy: string(undefined, { values: ['File', 'FallbackToLogsOnError'] }),
    tty: boolean(),
    volumeDevices: array(
      object({ devicePath: string(), name: string() }, { required: ['devicePath', 'name'] }),
    ),
    volumeMounts: array(volumeMount),
    workingDir: string(),
  },
  { required: ['name'] },
);
