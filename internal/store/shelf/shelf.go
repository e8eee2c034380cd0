// Package shelf keeps plans beside a store: each record a file of its own in one folder, written
// aside and renamed, so that it is whole or not there. Several services may use a folder: they
// meet only where both change one record, and then the later one stands.
package shelf

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Limits of a folder, for each kind of record.
const (
	MostRecords = 256     // the one that was written longest ago goes
	MostRecord  = 1 << 20 // bytes
)

const (
	recordEnd = ".json"
	brokenEnd = ".broken"
	partEnd   = ".part"   // of those that are being written
	partStale = time.Hour // after which a file is not being written any more
	mostName  = 64        // letters and digits
	letters   = "0123456789" + "abcdefghijklmnopqrstuvwxyz" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// Shelf is a city.Shelf for one kind of record.
type Shelf struct {
	// Folder is made when something is put there.
	Folder string
	// Kind is the beginning of the names of the files: letters only.
	Kind string
	// Log is told of broken records; nil = nobody is.
	Log *slog.Logger
}

var _ city.Shelf = (*Shelf)(nil)

func (s *Shelf) log() *slog.Logger {
	if s.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.Log
}

// path is the file of a record.
func (s *Shelf) path(name string) (string, error) {
	if name == "" || len(name) > mostName || strings.Trim(name, letters) != "" {
		return "", fmt.Errorf("no record can have the name %.80q: %w", name, city.ErrNoRecord)
	}
	return filepath.Join(s.Folder, s.Kind+"-"+name+recordEnd), nil
}

// fault is an error of the medium. Its text is for the log.
func fault(err error) error { return city.Errorf(city.Unavailable, "store_io", "%s", err) }

// Put keeps a record of at most MostRecord bytes.
func (s *Shelf) Put(name string, record []byte) error {
	path, err := s.path(name)
	if err != nil {
		return err
	}
	if len(record) > MostRecord {
		return fmt.Errorf("the record has %d bytes; at most %d are kept", len(record), MostRecord)
	}
	if err := os.MkdirAll(s.Folder, 0o700); err != nil {
		return fault(err)
	}
	_, err = os.Lstat(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	if err := write(path, record); err != nil {
		return fault(err)
	}
	if fresh {
		s.prune(filepath.Base(path))
	}
	return nil
}

// write puts a file in its place when it is whole and on the disk.
func write(path string, record []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*"+partEnd) // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(record)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // that it stays matters less than why
	}
	return err
}

// Get reads a record. One that is too large is no record of ours: it is set aside.
func (s *Shelf) Get(name string) ([]byte, error) {
	path, err := s.path(name)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, city.ErrNoRecord
	}
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no file")
	}
	if err != nil {
		return nil, fault(err)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fault(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, MostRecord+1))
	if err != nil {
		return nil, fault(err)
	}
	if len(text) > MostRecord {
		return nil, s.SetAside(name, fmt.Errorf("it has more than %d bytes", MostRecord))
	}
	return text, nil
}

// Names are those of the records that are there, the one that was written longest ago first.
func (s *Shelf) Names() ([]string, error) {
	entries, err := os.ReadDir(s.Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault(err)
	}
	at := map[string]time.Time{}
	for _, e := range entries {
		name, ours := strings.CutPrefix(strings.TrimSuffix(e.Name(), recordEnd), s.Kind+"-")
		if path, err := s.path(name); !ours || err != nil || filepath.Base(path) != e.Name() {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			at[name] = info.ModTime()
		}
	}
	return slices.SortedFunc(maps.Keys(at), func(a, b string) int { return cmp.Or(at[a].Compare(at[b]), strings.Compare(a, b)) }), nil
}

// Drop takes a record away.
func (s *Shelf) Drop(name string) error {
	path, err := s.path(name)
	if err != nil {
		return nil //nolint:nilerr // what can have no record has none
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault(err)
	}
	return nil
}

// SetAside gives a record's file another ending, under which it is not read again.
func (s *Shelf) SetAside(name string, why error) *city.BrokenRecordError {
	path, err := s.path(name)
	if err != nil {
		return &city.BrokenRecordError{Why: err}
	}
	aside := path + brokenEnd
	err = os.Rename(path, aside)
	s.log().Warn("a plan on the disk cannot be read; it was set aside", "file", aside, "reason", why.Error(), "failed", err != nil)
	return &city.BrokenRecordError{Aside: filepath.Base(aside), Why: why}
}

// TakeBack gives the file of a record that was set aside its own name again, over what stands there.
func (s *Shelf) TakeBack(name string) error {
	path, err := s.path(name)
	if err != nil {
		return err
	}
	if err := os.Rename(path+brokenEnd, path); err != nil {
		return fault(err)
	}
	return nil
}

// prune takes the oldest records away beyond the limit, those set aside too, and what a process
// that ended has left half written. A folder that cannot be tidied is no reason not to keep a
// record: it is told.
func (s *Shelf) prune(fresh string) {
	entries, err := os.ReadDir(s.Folder)
	if err != nil {
		s.log().Warn("the folder of plans cannot be tidied", "folder", s.Folder, "reason", err.Error())
		return
	}
	type old struct {
		path string
		at   time.Time
	}
	var olds []old
	for _, e := range entries {
		name := e.Name()
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || name == fresh {
			continue
		}
		path := filepath.Join(s.Folder, name)
		switch {
		case strings.HasPrefix(name, "."+s.Kind+"-") && strings.HasSuffix(name, partEnd):
			if time.Since(info.ModTime()) > partStale {
				_ = os.Remove(path) // if it stays, the next one tries again
			}
		case strings.HasPrefix(name, s.Kind+"-") && (strings.HasSuffix(name, recordEnd) || strings.HasSuffix(name, recordEnd+brokenEnd)):
			olds = append(olds, old{path, info.ModTime()})
		}
	}
	slices.SortFunc(olds, func(a, b old) int { return b.at.Compare(a.at) })
	for _, o := range olds[min(len(olds), MostRecords-1):] {
		_ = os.Remove(o.path)
		s.log().Info("a plan that nobody changed for long was given up", "file", filepath.Base(o.path))
	}
}
