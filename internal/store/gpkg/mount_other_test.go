//go:build !linux

package gpkg_test

import (
	"errors"
	"testing"
)

// mountSmall is only there on Linux.
func mountSmall(testing.TB, string, int) error { return errors.ErrUnsupported }
