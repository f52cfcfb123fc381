// Command oracle builds kustomizations with the real kustomize library. It
// reads one JSON object a line, {"files": {path: text}, "path": folder, "order":
// "legacy" or "none", "managedByLabel": bool}, and answers each with {"yaml": text} or {"error": text}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
)

type request struct {
	Files map[string]string `json:"files"`
	Path  string            `json:"path"`
	Order string            `json:"order"`

	ManagedByLabel bool `json:"managedByLabel"`
}

type answer struct {
	YAML  string `json:"yaml"`
	Error string `json:"error,omitempty"`
}

func main() {
	log.SetOutput(io.Discard)
	null, _ := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	os.Stderr = null
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := json.NewEncoder(os.Stdout)
	for {
		line, err := input.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked request
		if err := json.Unmarshal(line, &asked); err != nil {
			panic(err)
		}
		if err := output.Encode(build(asked)); err != nil {
			panic(err)
		}
	}
}

func build(asked request) (result answer) {
	defer func() {
		if thrown := recover(); thrown != nil {
			result = answer{Error: fmt.Sprint("panic: ", thrown)}
		}
	}()
	// What a process knows of types grows with every build; a new one knows nothing.
	if usesOpenAPI(asked) {
		openapi.ResetOpenAPI()
		defer openapi.ResetOpenAPI()
	}
	files := filesys.MakeFsInMemory()
	for path, text := range asked.Files {
		if err := files.WriteFile("/"+path, []byte(text)); err != nil {
			return answer{Error: err.Error()}
		}
	}
	options := krusty.MakeDefaultOptions()
	options.Reorder = krusty.ReorderOptionUnspecified
	if asked.Order == "none" {
		options.Reorder = krusty.ReorderOptionNone
	}
	options.AddManagedbyLabel = asked.ManagedByLabel
	built, err := krusty.MakeKustomizer(options).Run(files, "/"+asked.Path)
	if err != nil {
		return answer{Error: err.Error()}
	}
	text, err := built.AsYaml()
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{YAML: string(text)}
}

func usesOpenAPI(asked request) bool {
	for _, text := range asked.Files {
		if strings.Contains(text, "openapi") {
			return true
		}
	}
	return false
}
