// Command tables prints what kustomize has compiled in, as compact JSON: the
// strategic-merge schema and scopes of Kubernetes 1.21.2, and the default
// field specs of its transformers.
//
//	go run . schema > ../../../src/kustomize/generated/merge-schema.json
//	go run . field-specs > ../../../src/kustomize/generated/field-specs.json
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	tables := map[string]func() (any, error){
		"schema":      mergeSchema,
		"field-specs": fieldSpecs,
	}
	if len(os.Args) != 2 || tables[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: tables schema|field-specs")
		os.Exit(2)
	}
	table, err := tables[os.Args[1]]()
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(table)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
