//go:build tools

// Package thanos names the program that our sidecars and examples are run
// with, so that its version is pinned by go.mod and go.sum.
package thanos

import (
	_ "github.com/thanos-io/thanos/cmd/thanos"
)
