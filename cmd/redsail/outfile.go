package main

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/redsail/redsail/internal/store/gpkg"
)

// maxLinks is how many symbolic links may follow one another, as in Linux.
const maxLinks = 40

// outFile is a file for results that comes into its place only when it is whole: until
// then, and after a failure, what stood there stands on. A place that is no regular file (a
// FIFO, a device) is written straight to. Errors name the file as the caller did.
type outFile struct {
	name  string // as the caller wrote it
	place string // name behind its symbolic links; empty when written straight to
	file  *os.File
	done  bool
}

// createOut opens a file for results; an empty name is no file, and what is written there
// is lost. A file that stands keeps its mode, a new one gets what the umask leaves of 0666.
func createOut(name string) (*outFile, error) {
	if name == "" {
		return &outFile{done: true}, nil
	}
	o := &outFile{name: name}
	if err := o.open(); err != nil {
		return nil, o.named(err)
	}
	return o, nil
}

// overStore refuses to write results over the file that they are read from, or over its keys: a
// rename would put them into its place.
func overStore(store, out string) error {
	name, postgres, err := parseStore(store)
	if err != nil || postgres || out == "" || out == "-" {
		return err
	}
	to, err := os.Stat(out)
	if err != nil {
		return nil //nolint:nilerr // opening it says better what is wrong
	}
	for file, what := range map[string]string{name: "the store itself", gpkg.KeysFile(name): "the keys of the store's persons"} {
		if from, err := os.Stat(file); err == nil && os.SameFile(from, to) {
			return usagef("%s is %s, and would be lost", out, what)
		}
	}
	return nil
}

// createBeside is createOut for results of a store, which they must not take the place of.
func createBeside(store, out string) (*outFile, error) {
	if err := overStore(store, out); err != nil {
		return nil, err
	}
	return createOut(out)
}

// createResults is createOut with the writer to use: std where the name is empty or "-".
func createResults(name string, std io.Writer) (*outFile, io.Writer, error) {
	if name == "" || name == "-" {
		return &outFile{done: true}, std, nil
	}
	file, err := createOut(name)
	return file, file, err
}

func (o *outFile) open() (err error) {
	old, err := os.Stat(o.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case old.IsDir():
		return &fs.PathError{Op: "create", Path: o.name, Err: syscall.EISDIR}
	case !old.Mode().IsRegular():
		o.file, err = os.OpenFile(o.name, os.O_WRONLY, 0)
		return err
	}
	if o.place, err = behindLinks(o.name); err != nil {
		return err
	}
	mode := fs.FileMode(0o666)
	if old != nil {
		if err := writable(o.place); err != nil {
			return err
		}
		mode = old.Mode().Perm()
	}
	aside := filepath.Join(filepath.Dir(o.place), ".redsail-"+rand.Text())
	if o.file, err = os.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode); err != nil {
		return err
	}
	if old == nil {
		return nil
	}
	if err := o.file.Chmod(mode); err != nil { // the umask has no say about a file that stands
		o.drop()
		return err
	}
	return nil
}

// writable opens a file for writing and does no more: a rename would replace even one that
// nobody may write.
func writable(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return f.Close()
}

// behindLinks is the path that symbolic links lead to, whether a file is there or not.
func behindLinks(path string) (string, error) {
	for range maxLinks {
		info, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode()&fs.ModeSymlink == 0 {
			return path, nil
		}
		if err != nil {
			return "", err
		}
		to, err := os.Readlink(path)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(to) {
			// Not cleaned: behind a link to a folder ".." is not what it looks like.
			to = filepath.Dir(path) + string(filepath.Separator) + to
		}
		path = to
	}
	return "", &fs.PathError{Op: "create", Path: path, Err: syscall.ELOOP}
}

func (o *outFile) Write(p []byte) (int, error) {
	if o.file == nil {
		return len(p), nil
	}
	n, err := o.file.Write(p)
	return n, o.named(err)
}

// keep puts the file in its place.
func (o *outFile) keep() error {
	if o.done {
		return nil
	}
	var err error
	if o.place != "" {
		err = o.file.Sync()
	}
	if cerr := o.file.Close(); err == nil {
		err = cerr
	}
	if err == nil && o.place != "" {
		err = os.Rename(o.file.Name(), o.place)
	}
	o.done = err == nil
	o.drop()
	return o.named(err)
}

// drop leaves no trace of a file that was not kept.
func (o *outFile) drop() {
	if o.done {
		return
	}
	o.done = true
	// That a left-over cannot be closed or removed matters less than why it is left over.
	_ = o.file.Close()
	if o.place != "" {
		_ = os.Remove(o.file.Name())
	}
}

// named puts the caller's name in the place of the hidden one.
func (o *outFile) named(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return &fs.PathError{Op: path.Op, Path: o.name, Err: path.Err}
	case errors.As(err, &link):
		return &fs.PathError{Op: link.Op, Path: o.name, Err: link.Err}
	}
	return err
}
