package codec_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/redsail/redsail/geo/codec"
)

// readAll opens a file and reads it to the end.
func readAll(t testing.TB, path string, o codec.Options) (codec.Source, []codec.Feature, error) {
	t.Helper()
	r, err := codec.Open(context.Background(), path, o)
	if err != nil {
		return codec.Source{}, nil, err
	}
	defer r.Close()
	var out []codec.Feature
	for {
		f, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r.Source(), out, nil
		}
		if err != nil {
			return r.Source(), out, err
		}
		if f.Index != len(out) {
			t.Fatalf("feature %d has index %d", len(out), f.Index)
		}
		if (f.Err == nil) == (f.Geometry == nil) {
			t.Fatalf("feature %d: a feature has a geometry or a fault, got %v and %v", f.Index, f.Geometry, f.Err)
		}
		out = append(out, f)
	}
}

// mustRead is readAll for files without a fault of their own.
func mustRead(t testing.TB, path string, o codec.Options) (codec.Source, []codec.Feature) {
	t.Helper()
	src, fs, err := readAll(t, path, o)
	if err != nil {
		t.Fatal(err)
	}
	return src, fs
}

// write puts content in a file of the test's own folder.
func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// kindOf is the kind of a file error, "" for anything else.
func kindOf(err error) string {
	var fe *codec.FileError
	if errors.As(err, &fe) {
		return fe.Kind
	}
	return ""
}

// reasons lists the faults of features in order, "" for the good ones.
func reasons(fs []codec.Feature) []string {
	out := make([]string, len(fs))
	for i, f := range fs {
		if f.Err != nil {
			out[i] = f.Err.Reason
		}
	}
	return out
}
