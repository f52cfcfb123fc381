import { type ContractCase, del, get, inNamespace, type Step } from '../contract-case.ts';
import { encodeEnvelope, type Message } from '../protobuf.ts';

const configMaps = inNamespace('v1', 'configmaps');
const claims = inNamespace('v1', 'persistentvolumeclaims');
const leases = inNamespace('coordination.k8s.io/v1', 'leases');
const services = inNamespace('v1', 'services');

const contentType = 'application/vnd.kubernetes.protobuf';

const protobuf = (method: string, path: string, text: string): Step => ({
  method,
  path: `${path}?fieldManager=creator`,
  text,
  contentType,
});

const named = (name: string): Message => ({ 1: name });

const configMap = encodeEnvelope('v1', 'ConfigMap', {
  1: { ...named('a'), 11: [{ 1: 'app', 2: 'x' }, { 1: 'empty' }], 12: { 1: 'note', 2: 'y' } },
  2: [
    { 1: 'a', 2: '1' },
    { 1: 'b', 2: '2' },
  ],
  3: { 1: 'bytes', 2: '\u0000\u0001' },
});

export const encodingCases: readonly ContractCase[] = [
  {
    name: 'reads texts, bytes and maps in protocol buffers',
    steps: [protobuf('POST', configMaps(), configMap), get(configMaps('a'))],
  },
  {
    name: 'reads numbers, lists and numbers that may be texts in protocol buffers',
    steps: [
      protobuf(
        'POST',
        services(),
        encodeEnvelope('v1', 'Service', {
          1: named('a'),
          2: {
            1: [
              { 1: 'web', 2: 'TCP', 3: 80, 4: { 1: 1, 3: 'http' } },
              { 1: 'raw', 3: 81, 4: { 1: 0, 2: 82 } },
            ],
            3: 'None',
          },
        }),
      ),
    ],
  },
  {
    name: 'reads quantities and times in protocol buffers',
    steps: [
      protobuf(
        'POST',
        claims(),
        encodeEnvelope('v1', 'PersistentVolumeClaim', {
          1: named('a'),
          2: { 1: ['ReadWriteOnce', 'ReadOnlyMany'], 2: { 2: { 1: 'storage', 2: { 1: '1Gi' } } } },
        }),
      ),
      protobuf(
        'POST',
        leases(),
        encodeEnvelope('coordination.k8s.io/v1', 'Lease', {
          1: named('a'),
          2: { 1: 'me', 2: 15, 4: { 1: 90 } },
        }),
      ),
    ],
  },
  {
    name: 'updates and deletes with protocol buffers',
    steps: [
      protobuf('POST', configMaps(), configMap),
      protobuf(
        'PUT',
        configMaps('a'),
        encodeEnvelope('v1', 'ConfigMap', { 1: named('a'), 2: { 1: 'a', 2: '3' } }),
      ),
      protobuf(
        'DELETE',
        configMaps('a'),
        encodeEnvelope('v1', 'DeleteOptions', { 2: { 1: 'another' } }),
      ),
      del(configMaps('a')),
    ],
  },
  {
    name: 'refuses protocol buffers of another kind and of none',
    steps: [
      protobuf('POST', configMaps(), encodeEnvelope('v1', 'Secret', { 1: named('a') })),
      protobuf('POST', configMaps(), encodeEnvelope('v1', 'Nonsense', { 1: named('a') })),
      protobuf('POST', configMaps(), 'k8z\0'),
    ],
  },
  {
    name: 'refuses media types it does not know',
    steps: [
      { method: 'POST', path: configMaps(), text: 'x', contentType: 'text/plain' },
      { method: 'PATCH', path: configMaps('a'), text: 'x', contentType: 'text/plain' },
    ],
  },
];
