package codec

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Holds tells whether a text stands anywhere in a file: in UTF-8, GB18030 or UTF-16, as JSON
// escapes it, in the entries of an archive, and of a Shapefile in the table beside it. It looks at
// bytes and reads no format, so it finds marks that a program has moved from a member of the file
// into a column. What cannot be read holds nothing: whoever reads the file says why. The only
// error is that of the context.
func Holds(ctx context.Context, path, text string, limits Limits) (bool, error) {
	limits = limits.withDefaults()
	forms := formsOf(text)
	paths := []string{path}
	if ext := filepath.Ext(path); strings.EqualFold(ext, ".shp") {
		for _, table := range []string{".dbf", ".DBF"} {
			paths = append(paths, strings.TrimSuffix(path, ext)+table)
		}
	}
	for _, p := range paths {
		found, err := holdsFile(ctx, p, forms, limits)
		if found || ctx.Err() != nil {
			return found, ctx.Err()
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			continue // the reader of the file will say it
		}
	}
	return false, nil
}

// formsOf are the bytes as which a text may stand in a file.
func formsOf(text string) [][]byte {
	forms := [][]byte{[]byte(text)}
	if gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text)); err == nil {
		forms = append(forms, gb)
	}
	var little, lower, upper []byte
	for _, u := range utf16.Encode([]rune(text)) {
		little = append(little, byte(u), byte(u>>8))
		lower = fmt.Appendf(lower, `\u%04x`, u)
		upper = fmt.Appendf(upper, `\u%04X`, u)
	}
	return append(forms, little, lower, upper)
}

func holdsFile(ctx context.Context, path string, forms [][]byte, limits Limits) (bool, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > limits.FileBytes {
		return false, err
	}
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close() // it was only read
	if !startsWith(path, "PK\x03\x04") {
		return holdsReader(ctx, f, forms)
	}
	r, err := zip.NewReader(f, info.Size())
	if err != nil || len(r.File) > limits.Entries {
		return false, err
	}
	left := limits.EntryBytes
	for _, e := range r.File {
		in, err := e.Open()
		if err != nil {
			return false, err
		}
		bounded := &io.LimitedReader{R: in, N: left}
		found, err := holdsReader(ctx, bounded, forms)
		_ = in.Close() // it was only read
		if left = bounded.N; found || err != nil || left <= 0 {
			return found, err
		}
	}
	return false, nil
}

// holdsReader looks for the forms in what a reader gives.
func holdsReader(ctx context.Context, r io.Reader, forms [][]byte) (bool, error) {
	longest := 0
	for _, f := range forms {
		longest = max(longest, len(f))
	}
	buf := make([]byte, 256<<10)
	kept := 0
	for {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		n, err := io.ReadFull(r, buf[kept:])
		whole := buf[:kept+n]
		for _, f := range forms {
			if bytes.Contains(whole, f) {
				return true, nil
			}
		}
		if err != nil { // the end, or a part that cannot be unpacked
			return false, nil //nolint:nilerr // whoever reads the file says why
		}
		kept = copy(buf, whole[len(whole)-longest+1:])
	}
}
