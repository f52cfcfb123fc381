package main

import (
	"sort"
	"strings"

	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

const (
	gvkExtension      = "x-kubernetes-group-version-kind"
	strategyExtension = "x-kubernetes-patch-strategy"
	mergeKeyExtension = "x-kubernetes-patch-merge-key"
	mapKeysExtension  = "x-kubernetes-list-map-keys"
	anyKey            = "*"
	noType            = -1
)

// table is the schema reduced to what a strategic merge asks of it. Types that
// lead to no merged list are left out: everything below them is replaced.
type table struct {
	// Types holds, by index, the fields of a type that lead to a merged list:
	// the index of the field's type, or for a merged list its merge keys
	// followed by the index of its elements' type. "*" stands for the values
	// of a map; -1 is a type that leads to no merged list.
	Types []map[string]any `json:"types"`
	// Kinds maps apiVersion/kind to the index of its type.
	Kinds map[string]int `json:"kinds"`
	// ClusterScoped lists the apiVersion/kind of what has no namespace.
	ClusterScoped []string `json:"clusterScoped"`
}

type reducer struct {
	definitions spec.Definitions
	// leads tells which definitions lead to a merged list.
	leads map[string]bool
	index map[string]int
	types []map[string]any
}

func mergeSchema() (any, error) {
	definitions := openapi.Schema().Definitions
	r := &reducer{definitions: definitions, leads: map[string]bool{}, index: map[string]int{}}
	r.findLeads()
	result := table{Kinds: map[string]int{}}
	clusterScoped := map[string]bool{}
	for _, name := range sortedNames(definitions) {
		definition := definitions[name]
		for _, kind := range kindsOf(definition) {
			if r.leads[name] {
				result.Kinds[kind.APIVersion+"/"+kind.Kind] = r.typeOf(name)
			}
			if openapi.IsCertainlyClusterScoped(kind) {
				clusterScoped[kind.APIVersion+"/"+kind.Kind] = true
			}
		}
	}
	result.Types = r.types
	for kind := range clusterScoped {
		result.ClusterScoped = append(result.ClusterScoped, kind)
	}
	sort.Strings(result.ClusterScoped)
	return result, nil
}

// findLeads looks for definitions that lead to merged lists until no more turn up.
func (r *reducer) findLeads() {
	for grown := true; grown; {
		grown = false
		for name, definition := range r.definitions {
			if !r.leads[name] && len(r.fields(definition)) > 0 {
				r.leads[name] = true
				grown = true
			}
		}
	}
}

// fields gives the fields of a definition that lead to merged lists.
func (r *reducer) fields(definition spec.Schema) map[string]spec.Schema {
	result := map[string]spec.Schema{}
	for name, property := range definition.Properties {
		if isMergedList(property) || r.leadsOn(property) {
			result[name] = property
		}
	}
	if values := definition.AdditionalProperties; values != nil && values.Schema != nil {
		if isMergedList(*values.Schema) || r.leadsOn(*values.Schema) {
			result[anyKey] = *values.Schema
		}
	}
	return result
}

func (r *reducer) leadsOn(schema spec.Schema) bool {
	if name := referenced(schema); name != "" {
		return r.leads[name]
	}
	return len(schema.Properties) > 0 && len(r.fields(schema)) > 0 ||
		schema.AdditionalProperties != nil && len(r.fields(schema)) > 0
}

// typeOf gives the index of a definition's type; types may contain themselves.
func (r *reducer) typeOf(name string) int {
	if index, known := r.index[name]; known {
		return index
	}
	index := len(r.types)
	r.index[name] = index
	r.types = append(r.types, nil)
	r.types[index] = r.reduce(r.definitions[name])
	return index
}

func (r *reducer) reduce(schema spec.Schema) map[string]any {
	result := map[string]any{}
	fields := r.fields(schema)
	for _, name := range sortedNames(fields) {
		property := fields[name]
		if !isMergedList(property) {
			result[name] = r.indexOf(property)
			continue
		}
		list := []any{}
		for _, key := range mergeKeys(property) {
			list = append(list, key)
		}
		elements := noType
		if property.Items != nil && property.Items.Schema != nil && r.leadsOn(*property.Items.Schema) {
			elements = r.indexOf(*property.Items.Schema)
		}
		result[name] = append(list, elements)
	}
	return result
}

func (r *reducer) indexOf(schema spec.Schema) int {
	if name := referenced(schema); name != "" {
		return r.typeOf(name)
	}
	index := len(r.types)
	r.types = append(r.types, nil)
	r.types[index] = r.reduce(schema)
	return index
}

func isMergedList(schema spec.Schema) bool {
	strategy, _ := schema.Extensions[strategyExtension].(string)
	for _, part := range strings.Split(strategy, ",") {
		if part == "merge" && schema.Type.Contains("array") {
			return true
		}
	}
	return false
}

func mergeKeys(schema spec.Schema) []string {
	if keys, found := schema.Extensions[mapKeysExtension].([]any); found {
		result := make([]string, len(keys))
		for i, key := range keys {
			result[i] = key.(string)
		}
		return result
	}
	if key, found := schema.Extensions[mergeKeyExtension].(string); found {
		return []string{key}
	}
	return nil
}

func referenced(schema spec.Schema) string {
	return strings.TrimPrefix(schema.Ref.String(), "#/definitions/")
}

func kindsOf(definition spec.Schema) []yaml.TypeMeta {
	extensions, _ := definition.Extensions[gvkExtension].([]any)
	var result []yaml.TypeMeta
	for _, extension := range extensions {
		kind, _ := extension.(map[string]any)
		apiVersion, _ := kind["version"].(string)
		if group, _ := kind["group"].(string); group != "" {
			apiVersion = group + "/" + apiVersion
		}
		name, _ := kind["kind"].(string)
		result = append(result, yaml.TypeMeta{APIVersion: apiVersion, Kind: name})
	}
	return result
}

func sortedNames(definitions map[string]spec.Schema) []string {
	names := make([]string, 0, len(definitions))
	for name := range definitions {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
