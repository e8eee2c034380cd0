//go:build !linux

package gpkg_test

import "errors"

// becomeNobody is only there on Linux.
func becomeNobody() error { return errors.ErrUnsupported }
