//go:build tools

// Package prometheus names the programs that run our configurations, rules and
// expressions, so that their versions are pinned by go.mod and go.sum.
package prometheus

import (
	_ "github.com/prometheus/prometheus/cmd/prometheus"
	_ "github.com/prometheus/prometheus/cmd/promtool"
)
