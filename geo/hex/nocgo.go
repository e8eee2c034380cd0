//go:build !cgo

package hex

// This line is meant to fail the build, and to say why: H3 is a C library.
var _ = redsail_needs_cgo__install_gcc_and_libc6_dev_and_build_with_CGO_ENABLED_1
