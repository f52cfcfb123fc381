// Command kustomize prints what kustomize has compiled in, as one JSON
// document: the OpenAPI of Kubernetes 1.21.2, the kinds in it that are in no
// namespace and in one, and the default field specs of its transformers.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"

	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

type document struct {
	Definitions spec.Definitions `json:"definitions"`
	// ClusterScoped lists the apiVersion/kind of what has no namespace.
	ClusterScoped []string `json:"clusterScoped"`
	// Namespaced lists the apiVersion/kind of what is known to have one.
	Namespaced []string       `json:"namespaced"`
	FieldSpecs map[string]any `json:"fieldSpecs"`
}

func main() {
	specs, err := fieldSpecs()
	if err == nil {
		definitions := openapi.Schema().Definitions
		err = json.NewEncoder(os.Stdout).Encode(document{
			Definitions:   definitions,
			ClusterScoped: kindsWhere(definitions, false),
			Namespaced:    kindsWhere(definitions, true),
			FieldSpecs:    specs,
		})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// kindsWhere lists the kinds whose scope kustomize knows.
func kindsWhere(definitions spec.Definitions, namespaced bool) []string {
	found := map[string]bool{}
	for _, definition := range definitions {
		for _, kind := range kindsOf(definition) {
			if is, known := openapi.IsNamespaceScoped(kind); known && is == namespaced {
				found[kind.APIVersion+"/"+kind.Kind] = true
			}
		}
	}
	kinds := make([]string, 0, len(found))
	for kind := range found {
		kinds = append(kinds, kind)
	}
	sort.Strings(kinds)
	return kinds
}

func kindsOf(definition spec.Schema) []yaml.TypeMeta {
	extensions, _ := definition.Extensions["x-kubernetes-group-version-kind"].([]any)
	var kinds []yaml.TypeMeta
	for _, extension := range extensions {
		kind, _ := extension.(map[string]any)
		apiVersion, _ := kind["version"].(string)
		if group, _ := kind["group"].(string); group != "" {
			apiVersion = group + "/" + apiVersion
		}
		name, _ := kind["kind"].(string)
		kinds = append(kinds, yaml.TypeMeta{APIVersion: apiVersion, Kind: name})
	}
	return kinds
}
