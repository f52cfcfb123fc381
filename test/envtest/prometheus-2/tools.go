//go:build tools

// Package prometheus2 names the programs of the Prometheus that monitors run
// where nothing is said, so that their versions are pinned by go.mod and go.sum.
package prometheus2

import (
	_ "github.com/prometheus/prometheus/cmd/prometheus"
	_ "github.com/prometheus/prometheus/cmd/promtool"
)
