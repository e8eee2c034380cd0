package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// linesIn is the text that `locate --in` answers, as it is read.
type linesIn struct {
	*bufio.Reader
	name  string
	close []func() error
}

// openLines opens a file, or stdin for "-", and unpacks what begins as gzip does. What is
// read goes through work, which counts it before it is unpacked.
func openLines(ctx context.Context, name string, work *progress) (*linesIn, error) {
	in := &linesIn{name: name}
	file := os.Stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		file, in.close = f, append(in.close, f.Close)
	}
	work.in, work.size = file, sizeOf(file)
	if work.size == 0 {
		pipe := untilStopped(ctx, file)
		work.in, in.close = pipe, append(in.close, pipe.Close)
	}
	packed := bufio.NewReaderSize(work, 64<<10)
	in.Reader = packed
	// What Peek cannot read fails again when the lines are read.
	if magic, _ := packed.Peek(len(gzipMagic)); string(magic) == gzipMagic {
		z, err := gzip.NewReader(packed)
		if err != nil {
			in.Close()
			return nil, unpacked(name, err)
		}
		in.Reader = bufio.NewReaderSize(&unpacker{z: z, name: name}, 64<<10)
	}
	return in, nil
}

// gzipMagic are the first bytes of a gzip; no text begins so.
const gzipMagic = "\x1f\x8b"

// Close lets go of the file, from which nothing more is wanted.
func (l *linesIn) Close() {
	for _, f := range l.close {
		_ = f()
	}
}

// objects tells whether the lines are NDJSON. As "auto" the ending of the name says so, or
// that the first thing in the text is a brace.
func (l *linesIn) objects(format string) bool {
	if format != "auto" {
		return format == "ndjson"
	}
	switch filepath.Ext(strings.TrimSuffix(strings.ToLower(l.name), ".gz")) {
	case ".ndjson", ".jsonl":
		return true
	}
	const bom = "\ufeff"
	for n := 1; ; n++ {
		text, _ := l.Peek(n)
		if len(text) < n { // the end, or blanks as far as the buffer goes
			return false
		}
		text = bytes.TrimPrefix(text, []byte(bom))
		if !strings.HasPrefix(bom, string(text)) && strings.TrimLeft(string(text[len(text)-1:]), " \t\r\n") != "" {
			return text[len(text)-1] == '{'
		}
	}
}

// unpacker names the file in the errors of its gzip.
type unpacker struct {
	z    *gzip.Reader
	name string
}

func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.z.Read(p)
	return n, unpacked(u.name, err)
}

func unpacked(name string, err error) error {
	switch {
	case err == nil, errors.Is(err, io.EOF), errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%s: the gzip ends before it should", name)
	}
	return fmt.Errorf("%s: the gzip cannot be read: %w", name, err)
}

// untilStopped reads from r until ctx ends or the reader is closed. A Read of a pipe or a
// terminal may wait for ever; then the goroutine waits with it, and ends with the process.
func untilStopped(ctx context.Context, r io.Reader) *io.PipeReader {
	out, in := io.Pipe()
	stop := context.AfterFunc(ctx, func() { in.CloseWithError(ctx.Err()) })
	go func() {
		defer stop()
		_, err := io.CopyBuffer(struct{ io.Writer }{in}, struct{ io.Reader }{r}, make([]byte, 64<<10))
		in.CloseWithError(err)
	}()
	return out
}
