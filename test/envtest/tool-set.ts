/** A program that a Go module of ours pins. */
export interface Program {
  readonly name: string;
  /** The Go package of its `main`. */
  readonly goPackage: string;
}

/** Programs that are built together into one folder, named for the versions that go.mod pins. */
export interface ToolSet {
  readonly title: string;
  /** The folder of the Go module, next to this file. */
  readonly goModule: 'tools' | 'oracle' | 'prometheus' | 'prometheus-2' | 'thanos' | 'operator';
  /** The subfolder of the cache. */
  readonly cache: string;
  /** Each pinned module, with the word that stands for it in the folder's name. */
  readonly pins: readonly { readonly word: string; readonly module: string }[];
  readonly programs: readonly Program[];
  /** Build tags: parts that no test needs, or the form that a program is made for. */
  readonly buildTags?: readonly string[];
  /** The environment variable that names a folder which already holds the programs. */
  readonly environmentVariable: string;
}

export const controlPlaneTools: ToolSet = {
  title: 'the Kubernetes control plane',
  goModule: 'tools',
  cache: 'envtest',
  pins: [
    { word: 'kubernetes', module: 'k8s.io/kubernetes' },
    { word: 'etcd', module: 'go.etcd.io/etcd/server/v3' },
  ],
  programs: [
    { name: 'etcd', goPackage: 'go.etcd.io/etcd/server/v3' },
    { name: 'kubectl', goPackage: 'k8s.io/kubernetes/cmd/kubectl' },
    { name: 'kube-apiserver', goPackage: 'k8s.io/kubernetes/cmd/kube-apiserver' },
    { name: 'kube-controller-manager', goPackage: 'k8s.io/kubernetes/cmd/kube-controller-manager' },
  ],
  environmentVariable: 'KUBEBUILDER_ASSETS',
};

export const oracleTools: ToolSet = {
  title: 'kustomize',
  goModule: 'oracle',
  cache: 'oracle',
  pins: [{ word: 'kustomize', module: 'sigs.k8s.io/kustomize/kustomize/v5' }],
  programs: [{ name: 'kustomize', goPackage: 'sigs.k8s.io/kustomize/kustomize/v5' }],
  environmentVariable: 'KUSTOMIZE_ASSETS',
};

export const prometheusTools: ToolSet = {
  title: 'Prometheus',
  goModule: 'prometheus',
  cache: 'prometheus',
  pins: [{ word: 'prometheus', module: 'github.com/prometheus/prometheus' }],
  programs: [
    { name: 'prometheus', goPackage: 'github.com/prometheus/prometheus/cmd/prometheus' },
    { name: 'promtool', goPackage: 'github.com/prometheus/prometheus/cmd/promtool' },
  ],
  // Of the many kinds of service discovery, only that of Kubernetes.
  buildTags: ['remove_all_sd', 'enable_kubernetes_sd'],
  environmentVariable: 'PROMETHEUS_ASSETS',
};

/** The version that monitors have where they name none: its modules are of 0.49 where it is 2.49. */
export const defaultPrometheusTools: ToolSet = {
  ...prometheusTools,
  title: 'the Prometheus that monitors have by default',
  goModule: 'prometheus-2',
  buildTags: [],
  environmentVariable: 'DEFAULT_PROMETHEUS_ASSETS',
};

export const thanosTools: ToolSet = {
  title: 'Thanos',
  goModule: 'thanos',
  cache: 'thanos',
  pins: [{ word: 'thanos', module: 'github.com/thanos-io/thanos' }],
  programs: [{ name: 'thanos', goPackage: 'github.com/thanos-io/thanos/cmd/thanos' }],
  // It reads labels in the form that Prometheus no longer has unless told to.
  buildTags: ['slicelabels'],
  environmentVariable: 'THANOS_ASSETS',
};

/** Our own small program around the operator's selection and generator. */
export const operatorTools: ToolSet = {
  title: "the Prometheus operator's generator",
  goModule: 'operator',
  cache: 'operator',
  pins: [{ word: 'operator', module: 'github.com/prometheus-operator/prometheus-operator' }],
  programs: [{ name: 'scrape-config', goPackage: '.' }],
  environmentVariable: 'OPERATOR_ASSETS',
};
