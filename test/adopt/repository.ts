import { monitorYaml } from '../support/monitoring-repository.ts';
import type { Files } from './adopt-in.ts';

/**
 * Two overlays of one base. Only production has the rest: files of its own, a
 * component, patches of every form, generators, images and replicas.
 */
export const repository: Files = {
  'base/kustomization.yaml': `resources:
  - web.yaml
  - cache.yaml
`,
  'base/web.yaml': `# Both overlays run this.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2 # one a zone
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      terminationGracePeriodSeconds: 30
      containers:
        - name: web
          image: registry.example.com/web:1.0
          args: ["--verbose", "--port=8080"]
          env:
            # What the web is told.
            - name: LEVEL
              value: "info"
            - name: MODE
              value: 'fast'
          ports:
            - containerPort: 8080
          resources:
            limits: {cpu: "1", memory: 1Gi}
        - name: proxy
          image: registry.example.com/proxy:2.0
`,
  'base/cache.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: cache
spec:
  replicas: 1
  serviceName: cache
  selector:
    matchLabels: {app: cache}
  template:
    metadata:
      labels: {app: cache}
    spec:
      containers:
        - name: cache
          image: registry.example.com/cache:1.0
`,
  'components/limits/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
  - path: limits.yaml
`,
  'components/limits/limits.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      # Slow to drain.
      terminationGracePeriodSeconds: 60
`,
  'overlays/staging/kustomization.yaml': `namespace: staging
resources:
  - ../../base
`,
  'overlays/production/kustomization.yaml': `# The overlay of production.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: production
commonAnnotations:
  example.com/owner: platform
resources:
  - ../../base
  - ../../only-here
  - settings.yaml
  - role.yaml
  - monitor.yaml
components:
  - ../../components/limits
images:
  - name: registry.example.com/proxy
    newTag: "2.1"   # pinned
  - name: registry.example.com/worker
    newName: mirror.example.com/worker
    digest: sha256:1111111111111111111111111111111111111111111111111111111111111111
replicas:
  - name: cache
    count: 3
configMapGenerator:
  - name: flags
    literals:
      - color=blue
      - 'greeting="hello there"'
    files:
      - app.properties
      - rules=files/rules.yml
    envs:
      - flags.env
secretGenerator:
  - name: login
    literals: [password=hunter2]
patches:
  - path: patches/web.yaml
  # Talks less.
  - patch: |-
      apiVersion: v1
      kind: Service
      metadata:
        name: worker
      spec:
        type: NodePort # for now
  - target: {kind: Deployment, name: worker}
    patch: |-
      - op: replace
        path: /spec/replicas
        value: 4
      - op: add
        path: /metadata/annotations
        value:
          example.com/tier: back
  - target: {kind: Deployment, name: worker}
    path: patches/worker.json
replacements:
  - source: {kind: ConfigMap, name: settings, fieldPath: data.zone}
    targets:
      - select: {kind: Deployment, name: worker}
        fieldPaths: [spec.template.metadata.labels.zone]
`,
  'overlays/production/patches/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  # Twice as much as elsewhere.
  replicas: 4
  template:
    spec:
      containers:
        - name: web
          resources:
            limits:
              memory: 2Gi
`,
  'overlays/production/patches/worker.json': `[
  {"op": "add", "path": "/spec/template/spec/priorityClassName", "value": "high"}
]
`,
  'overlays/production/app.properties': 'first=1\nsecond=2\nthird=3\n',
  'overlays/production/files/rules.yml': '# Rules\ngroups: []\n',
  'overlays/production/flags.env': '# flags\nDEBUG=false\nTRACE=no\n',
  'overlays/production/settings.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  labels:
    team: platform

data:
  zone: a
  mode: 'safe' # or fast
  limit: "10"
  text: |
    one
    two
    three

  last: end
---
# The second document.
apiVersion: v1
kind: ConfigMap
metadata:
  name: other
data: {a: "1", b: two}
`,
  'overlays/production/role.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: reader
rules:
  # Pods, for the list.
  - apiGroups: [""]
    resources: [pods]
    verbs: [get, list]
  - apiGroups: [apps]
    resources:
      - deployments
      - statefulsets
    verbs:
      - get
`,
  'overlays/production/monitor.yaml': monitorYaml('basic').replace(
    '    logLevel: info\n',
    `    logLevel: info # quiet
    reserveDays: 12
    requests:
      memory: 2Gi
    service:
      type: ClusterIP
`,
  ),
  'only-here/kustomization.yaml': 'namePrefix: the-\nresources: [worker.yaml]\n',
  'only-here/worker.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: worker}
spec:
  replicas: 1
  selector: {matchLabels: {app: worker}}
  template:
    metadata:
      labels: {app: worker, zone: none}
    spec:
      containers:
      - name: worker
        image: registry.example.com/worker:1.0
        args:
        - run
        - --fast
        volumeMounts:
        - {name: data, mountPath: /data}
      volumes:
      - name: data
        emptyDir: {}
---
apiVersion: v1
kind: Service
metadata:
  name: worker
spec:
  selector: {app: worker}
  ports:
  - port: 80
`,
};
