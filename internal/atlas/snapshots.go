package atlas

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/redsail/redsail/geo/locate"
)

// Snapshots is a folder in which the indexes of current pictures are kept, so that the next
// run need not make them. Several processes may use one folder: a file has its name of what
// is in it, is written aside and renamed, and never changed.
type Snapshots struct {
	// Folder need not be there.
	Folder string
	// Alone says that no other store uses the folder: the files of others are of one that is
	// gone, and go too.
	Alone bool
	// Verify reads and checks a file before it is used; otherwise that is done by Atlas.Keep,
	// while the file answers already.
	Verify bool
	// ReadOnly leaves the folder as it is.
	ReadOnly bool
	// Log is told of damaged files, and of a folder that cannot be written; nil = nobody is.
	Log *slog.Logger

	silent bool // a failure to write has been told; only Atlas.Keep touches it
}

// Limits of what stays in the folder.
const (
	snapshotsKept = 2         // of one store
	snapshotEnd   = ".index"  // of the names of files
	partEnd       = ".part"   // of those that are being written
	partStale     = time.Hour // after which a file is not being written any more
)

func (s *Snapshots) log() *slog.Logger {
	if s.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.Log
}

// path is where the snapshot of a name is: its store's mark, so that those of one store are
// known, the revision and the date for the eye, and a mark of the whole name.
func (s *Snapshots) path(n locate.Name) string {
	return filepath.Join(s.Folder, fmt.Sprintf("%s-r%d-%s-%s%s", mark(n.Store), n.Revision, n.Date, mark(n.String()), snapshotEnd))
}

// mark stands for a text in the name of a file.
func mark(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// open puts the index of a picture on its snapshot; it is false when there is none of use.
func (s *Snapshots) open(ctx context.Context, p *Picture) bool {
	file, err := locate.Open(s.path(p.indexName()), p.indexName())
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err == nil && s.Verify {
		var f *footing
		if f, err = p.load(ctx, file); err == nil {
			p.index.now.Store(f)
		}
		err = errors.Join(err, file.Close())
	} else if err == nil {
		p.index.anew = func(why error) *footing { return s.rebuild(p, why) }
		err = p.open(file)
	}
	if err != nil && ctx.Err() == nil {
		s.damaged(p, err)
	}
	return err == nil
}

// rebuild is the index of a picture whose file has failed while it was in use.
func (s *Snapshots) rebuild(p *Picture, why error) *footing {
	s.damaged(p, why)
	f, err := p.build()
	if err != nil {
		// The same areas have been indexed before, so this is a defect. There is no answer:
		// those who ask are told of an internal error.
		panic(err) //nolint:forbidigo // the request's recovery answers
	}
	return f
}

// damaged tells of a file that cannot be used, and takes it away if it could be read.
func (s *Snapshots) damaged(p *Picture, why error) {
	path := s.path(p.indexName())
	s.log().Warn("the kept index cannot be used; it is made anew", "file", path, "reason", why.Error())
	if unread := (*fs.PathError)(nil); !s.ReadOnly && !errors.As(why, &unread) {
		_ = os.Remove(path) // if it stays, the next start tells of it again
	}
}

// save writes the snapshot of a picture, unless it is there, and takes old ones away. That it
// cannot be written is told once: the service does not need it.
func (s *Snapshots) save(ctx context.Context, p *Picture) {
	if s.ReadOnly {
		return
	}
	err := s.write(p)
	switch {
	case err != nil && !s.silent:
		s.log().WarnContext(ctx, "the index cannot be saved; the next start takes longer", "folder", s.Folder, "error", err.Error())
	case err == nil && s.silent:
		s.log().InfoContext(ctx, "the index is saved again", "folder", s.Folder)
	}
	s.silent = err != nil
}

func (s *Snapshots) write(p *Picture) error {
	name := p.indexName()
	path := s.path(name)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.MkdirAll(s.Folder, 0o700); err != nil {
		return err
	}
	if err := p.index.now.Load().Save(path, name); err != nil {
		return err
	}
	return s.prune(name)
}

// snapshotFile is the name of a file as path and locate.Index.Save give it.
var snapshotFile = regexp.MustCompile(`^[0-9a-f]{16}-r[0-9]+-[^.]*-[0-9a-f]{16}\.index(\.[^.]*\.part)?$`)

// mine tells whether a file is a snapshot of the store, or belonged to one before it.
func (s *Snapshots) mine(file, store string) bool {
	return snapshotFile.MatchString(file) && (s.Alone || strings.HasPrefix(file, mark(store)+"-"))
}

// prune takes away the snapshots of a store but the last ones, and what a process that ended
// has left half written.
func (s *Snapshots) prune(name locate.Name) error {
	entries, err := os.ReadDir(s.Folder)
	if err != nil {
		return err
	}
	type old struct {
		path string
		at   time.Time
	}
	var olds []old
	for _, e := range entries {
		path := filepath.Join(s.Folder, e.Name())
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || !s.mine(e.Name(), name.Store) || path == s.path(name) {
			continue
		}
		switch filepath.Ext(path) {
		case snapshotEnd:
			olds = append(olds, old{path, info.ModTime()})
		case partEnd:
			if time.Since(info.ModTime()) > partStale {
				err = os.Remove(path)
			}
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	slices.SortFunc(olds, func(a, b old) int { return b.at.Compare(a.at) })
	for _, o := range olds[min(len(olds), snapshotsKept-1):] {
		if err := os.Remove(o.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
