import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files by path, for a folder on disk or a tree in memory. */
export type Files = Readonly<Record<string, string>>;

/** Objects in one file. */
const PER_FILE = 100;

/** The same with the smallest Deployments there are: 20,000 objects are within the limits of a build. */
export function smallWorkloadTree(objects: number): Files {
  return workloadTree(objects, Math.floor(objects / 10), smallDeploymentText);
}

/** An overlay of five documents. */
export function tinyTree(): Files {
  return workloadTree(5, 1);
}

/**
 * So many objects, a third each Deployments, Services and ConfigMaps, under an
 * overlay with a namespace, a prefix, labels, images and a patch for every tenth
 * object, or as many as are asked for.
 */
export function workloadTree(
  objects: number,
  patches = Math.floor(objects / 10),
  deployment: DeploymentText = deploymentText,
): Files {
  const files: Record<string, string> = {};
  const all = Array.from({ length: objects }, (_, index) => objectText(index, deployment));
  for (let at = 0; at < objects; at += PER_FILE) {
    files[`base/objects-${at}.yaml`] = all.slice(at, at + PER_FILE).join('---\n');
  }
  const names = Object.keys(files).map((path) => path.slice('base/'.length));
  files['base/kustomization.yaml'] = `resources:\n${names.map((name) => `- ${name}\n`).join('')}`;
  files['overlay/kustomization.yaml'] = overlayText(patches);
  return files;
}

function overlayText(patches: number): string {
  return `resources:
- ../base
namespace: monitoring
namePrefix: prod-
labels:
- pairs:
    team: database
  includeSelectors: true
images:
- name: registry.example.com/app
  newTag: "2.0"
patches:
${patchesText(patches)}`;
}

/** A patch for each of so many Deployments. */
function patchesText(count: number): string {
  return Array.from({ length: count }, (_, index) => patchText(index * 3)).join('');
}

function patchText(index: number): string {
  return `- patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: app-${index}
    spec:
      template:
        spec:
          containers:
          - name: main
            env:
            - name: PATCHED
              value: "${index}"
`;
}

type DeploymentText = (name: string) => string;

function objectText(index: number, deployment: DeploymentText): string {
  const name = `app-${index - (index % 3)}`;
  if (index % 3 === 0) return deployment(name);
  const metadata = `metadata:\n  name: ${name}\n  labels:\n    app: ${name}\n`;
  return index % 3 === 1
    ? `apiVersion: v1\nkind: Service\n${metadata}spec:\n  selector:\n    app: ${name}\n  ports:\n  - port: 80\n`
    : `apiVersion: v1\nkind: ConfigMap\n${metadata}data:\n  settings: |\n    name = ${name}\n    level = info\n`;
}

/** As Deployments are written: with resources, probes, environment and volumes. */
function deploymentText(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: ${name}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  template:
    metadata:
      labels:
        app: ${name}
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "8080"
    spec:
      serviceAccountName: default
      containers:
      - name: main
        image: registry.example.com/app:1.0
        args:
        - --listen=:8080
        - --config=/etc/app/settings
        env:
        - name: APP
          value: ${name}
        - name: POD
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
        envFrom:
        - configMapRef:
            name: ${name}
        ports:
        - name: http
          containerPort: 8080
        resources:
          requests:
            cpu: 100m
            memory: 128Mi
          limits:
            memory: 256Mi
        readinessProbe:
          httpGet:
            path: /ready
            port: http
          periodSeconds: 5
        livenessProbe:
          httpGet:
            path: /healthz
            port: http
        volumeMounts:
        - name: config
          mountPath: /etc/app
      volumes:
      - name: config
        configMap:
          name: ${name}
`;
}

function smallDeploymentText(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
      - name: main
        image: registry.example.com/app:1.0
        envFrom:
        - configMapRef:
            name: ${name}
        ports:
        - containerPort: 8080
`;
}

/** So many overlays of one base; each has a prefix and a file of its own. */
export function manyOverlays(count: number): Files {
  const files: Record<string, string> = {
    'base/kustomization.yaml': 'resources: [objects.yaml]\n',
    'base/objects.yaml': [0, 1, 2]
      .map((index) => objectText(index, smallDeploymentText))
      .join('---\n'),
  };
  for (let index = 0; index < count; index++) {
    files[`overlays/team-${index}/kustomization.yaml`] =
      `resources: [../../base, own.yaml]\nnamePrefix: team-${index}-\n`;
    files[`overlays/team-${index}/own.yaml`] =
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: own\ndata:\n  team: "${index}"\n`;
  }
  return files;
}

/**
 * So many overlays of one large base, which has labels, a suffix and a patch for every tenth
 * object; each overlay has a prefix, a namespace and an image of its own.
 */
export function overlaysOfLargeBase(overlays: number, objects: number): Files {
  const entries = Object.entries(workloadTree(objects)).filter(([path]) =>
    path.startsWith('base/'),
  );
  const files: Record<string, string> = Object.fromEntries(entries);
  files['base/kustomization.yaml'] +=
    `commonLabels:\n  team: database\nnameSuffix: -app\npatches:\n${patchesText(objects / 10)}`;
  for (let index = 0; index < overlays; index++) {
    files[`overlays/team-${index}/kustomization.yaml`] = `resources: [../../base]
namePrefix: team-${index}-
namespace: team-${index}
images:
- name: registry.example.com/app
  newTag: "2.${index}"
`;
  }
  return files;
}

export async function writeTree(folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
