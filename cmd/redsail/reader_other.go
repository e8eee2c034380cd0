//go:build !linux

package main

import (
	"os/exec"
	"runtime/debug"
)

// withParent does nothing here: the process ends with its pipe.
func withParent(*exec.Cmd) {}

// limitSelf keeps the collector to the limit of memory; this system knows no others that hold.
func limitSelf(l readerLimits) error {
	debug.SetMemoryLimit(int64(l.memory / 2))
	return nil
}
