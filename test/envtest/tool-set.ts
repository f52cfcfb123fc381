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
  readonly goModule: 'tools' | 'oracle';
  /** The subfolder of the cache. */
  readonly cache: string;
  /** Each pinned module, with the word that stands for it in the folder's name. */
  readonly pins: readonly { readonly word: string; readonly module: string }[];
  readonly programs: readonly Program[];
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
