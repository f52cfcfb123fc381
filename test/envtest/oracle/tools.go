//go:build tools

// Package oracle names the programs that tests compare our results with, so
// that their versions are pinned by go.mod and go.sum.
package oracle

import (
	_ "sigs.k8s.io/kustomize/kustomize/v5"
)
