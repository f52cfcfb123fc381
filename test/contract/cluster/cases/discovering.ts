import { type ContractCase, get } from '../contract-case.ts';

const GROUPS = [
  'apps',
  'batch',
  'policy',
  'rbac.authorization.k8s.io',
  'coordination.k8s.io',
  'storage.k8s.io',
  'networking.k8s.io',
  'apiextensions.k8s.io',
];

/** Groups of which every resource is served. */
const WHOLE = ['apps/v1', 'batch/v1', 'rbac.authorization.k8s.io/v1', 'coordination.k8s.io/v1'];

export const discoveringCases: readonly ContractCase[] = [
  {
    name: 'says that it is alive and ready',
    steps: ['/readyz', '/livez', '/healthz'].map((path) => get(path)),
  },
  { name: 'tells its version', steps: [get('/version')] },
  ...GROUPS.map((group) => ({
    name: `describes the group ${group}`,
    steps: [get(`/apis/${group}`)],
  })),
  ...WHOLE.map((version) => ({
    name: `lists the resources of ${version}`,
    steps: [get(`/apis/${version}`)],
  })),
  {
    name: 'knows nothing of groups and versions that are not there',
    steps: [get('/apis/none.example.com'), get('/apis/none.example.com/v1'), get('/apis/apps/v9')],
  },
  {
    name: 'lets the administrator do everything',
    steps: [
      {
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { verb: 'delete', resource: 'pods', namespace: '$NS' } },
        },
      },
    ],
  },
];
