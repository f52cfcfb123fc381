package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os/exec"
	"path/filepath"
	"strings"

	// Keeps the module, whose source is read, in go.mod.
	_ "sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/yaml"
)

// constants are the Go constants that kustomize joins into its default configuration.
var constants = []string{
	"namePrefixFieldSpecs",
	"nameSuffixFieldSpecs",
	"commonLabelFieldSpecs",
	"templateLabelFieldSpecs",
	"commonAnnotationFieldSpecs",
	"namespaceFieldSpecs",
	"varReferenceFieldSpecs",
	"nameReferenceFieldSpecs",
	"imagesFieldSpecs",
	"replicasFieldSpecs",
}

// fieldSpecs reads the constants from the module's source: their package is internal.
func fieldSpecs() (map[string]any, error) {
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "sigs.k8s.io/kustomize/api").Output()
	if err != nil {
		return nil, err
	}
	folder := filepath.Join(strings.TrimSpace(string(module)), "internal/konfig/builtinpluginconsts")
	files := token.NewFileSet()
	packages, err := parser.ParseDir(files, folder, nil, 0)
	if err != nil {
		return nil, err
	}
	var sources []*ast.File
	for _, file := range packages["builtinpluginconsts"].Files {
		sources = append(sources, file)
	}
	config := types.Config{Importer: importer.Default(), Error: func(error) {}}
	checked, _ := config.Check("builtinpluginconsts", files, sources, nil)
	result := map[string]any{}
	for _, name := range constants {
		found, ok := checked.Scope().Lookup(name).(*types.Const)
		if !ok {
			return nil, fmt.Errorf("%s: no constant %s", folder, name)
		}
		if err := yaml.Unmarshal([]byte(constant.StringVal(found.Val())), &result); err != nil {
			return nil, err
		}
	}
	return result, nil
}
