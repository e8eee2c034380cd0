// Package data holds what ships inside the binary: the schemes that a city may start
// from, and the tiny made-up coverage. README.md beside it names source and licence.
package data

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed schemes/*.yaml tiny/*.yaml tiny/*.geojson
var files embed.FS

const schemeSuffix = ".yaml"

// Schemes lists the names of the schemes, in byte order.
func Schemes() []string {
	entries, err := fs.ReadDir(files, "schemes")
	if err != nil { // embedded: it cannot be absent
		return nil
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), schemeSuffix))
	}
	return names
}

// Scheme is the YAML of a shipped scheme. An unknown name is an error (fs.ErrNotExist)
// that lists those there are.
func Scheme(name string) ([]byte, error) {
	src, err := fs.ReadFile(files, "schemes/"+name+schemeSuffix)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return nil, fmt.Errorf("no scheme %q; there are %s: %w", name, strings.Join(Schemes(), ", "), fs.ErrNotExist)
	}
	return src, err
}

// Tiny is the tiny made-up coverage: scheme.yaml, and <layer>.geojson for each layer of
// that scheme. It must be imported in the order of the scheme.
func Tiny() fs.FS {
	sub, err := fs.Sub(files, "tiny")
	if err != nil { // a constant, valid name: it cannot fail
		return files
	}
	return sub
}
