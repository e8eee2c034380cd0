package httpapi

import (
	"cmp"
	"context"
	"crypto/rand"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// Imports is what taking files in needs.
type Imports struct {
	Store city.Store
	// MaxBytes bounds a file; 0 = 512 MiB. Dir is where files wait; empty = the folder of temporary
	// files.
	MaxBytes int64
	Dir      string
	// Now tells the time; nil = time.Now.
	Now func() time.Time
}

// most is how many bytes a file may have.
func (i *Imports) most() int64 { return cmp.Or(i.MaxBytes, importBytes) }

// Bounds of the files that wait for being confirmed.
const (
	importBytes    = 512 << 20
	importLife     = time.Hour
	importsOfOne   = 4 // files of an account that are remembered
	importFilesMax = 2 // times MaxBytes that all files together may take
)

// upload is a file that came; mu of the table guards what changes.
type upload struct {
	id, account, dir, path string
	size                   int64
	at                     time.Time
	ask                    importAsk

	// layers and fields are those of the file, once it was opened; columns those of a table that was
	// refused for them.
	layers, fields []string
	columns        map[string]string

	job string // that works on it last
	dry bool
	importReports
	classed  *importClassed // of a dry run
	gone     *time.Timer
	finished bool // it was written: there is no file any more
	failed   bool // the last work on it came to no report
}

// importTable keeps files by their ids. The zero value is empty.
type importTable struct {
	confirming sync.Mutex // held while a file is confirmed
	drawing    sync.Mutex // held while the layers of a drawing are counted
	mu         sync.Mutex
	list       map[string]*upload
	bytes      int64
}

// place makes room for a file of at most size bytes.
func (t *importTable) place(account string, size, most int64) (*upload, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	full := func() bool {
		own := 0
		for _, u := range t.list {
			if u.account == account {
				own++
			}
		}
		return own >= importsOfOne || t.bytes+size > most
	}
	for full() && t.giveUpIdle(account) {
		continue
	}
	if full() {
		return nil, city.Errorf(city.TooMany, "imports_full", "too many files wait for being confirmed: confirm or drop one, or wait an hour")
	}
	u := &upload{id: rand.Text(), account: account, size: size, dry: true}
	if t.list == nil {
		t.list = map[string]*upload{}
	}
	t.list[u.id] = u
	t.bytes += size
	u.gone = time.AfterFunc(importLife, func() { t.drop(u) })
	return u, nil
}

// giveUpIdle drops the oldest file of an account of which nothing can be written any more, as it was judged,
// failed or is written: it waits for nobody. False where there is none. The caller holds mu.
func (t *importTable) giveUpIdle(account string) bool {
	var oldest *upload
	for _, u := range t.list {
		if u.account == account && u.idle() && (oldest == nil || u.at.Before(oldest.at)) {
			oldest = u
		}
	}
	if oldest != nil {
		t.take(oldest)
	}
	return oldest != nil
}

// idle is true of a file that is over, and that no confirmation would write anything of.
func (u *upload) idle() bool {
	status, _, judged := u.outcome()
	return u.failed || u.finished || judged && (status == intake.Unchanged || status == intake.Refused)
}

// lies sets where a file lies and when it came. One that was given up meanwhile is removed.
func (t *importTable) lies(u *upload, dir, path string, at time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.list[u.id] != u {
		_ = os.RemoveAll(dir)
		return context.Canceled
	}
	u.dir, u.path, u.at = dir, path, at
	return nil
}

// came sets how long a file is, now that it is here.
func (t *importTable) came(u *upload, size int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.list[u.id] == u {
		t.bytes += size - u.size
		u.size = size
	}
}

// find is a file of an account; another's is none.
func (t *importTable) find(id, account string) (*upload, upload, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	u := t.list[id]
	if u == nil || u.account != account {
		return nil, upload{}, city.Errorf(city.NotFound, "unknown_import", "there is no such import, or it was given up after an hour")
	}
	return u, *u, nil
}

// of are the files of an account, the oldest first.
func (t *importTable) of(account string) []upload {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []upload
	for _, u := range t.list {
		if u.account == account && u.job != "" {
			out = append(out, *u)
		}
	}
	slices.SortFunc(out, func(a, b upload) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.id, b.id)) })
	return out
}

// set changes what is known of a file.
func (t *importTable) set(u *upload, change func(*upload)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(u)
}

// drop gives a file up.
func (t *importTable) drop(u *upload) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.list[u.id] == u {
		t.take(u)
	}
}

// take takes a file out of the table; the caller holds mu.
func (t *importTable) take(u *upload) {
	delete(t.list, u.id)
	u.gone.Stop()
	t.remove(u)
}

// remove gives the disk of a file back; the caller holds mu.
func (t *importTable) remove(u *upload) {
	if u.dir != "" {
		_ = os.RemoveAll(u.dir)
	}
	t.bytes -= u.size
	u.size, u.dir = 0, ""
}

// written keeps the report of a file that was written, without the file.
func (t *importTable) written(u *upload) {
	t.mu.Lock()
	defer t.mu.Unlock()
	u.finished = true
	t.remove(u)
}

// clear gives all files up.
func (t *importTable) clear() {
	t.mu.Lock()
	var all []*upload
	for _, u := range t.list {
		all = append(all, u)
	}
	t.mu.Unlock()
	for _, u := range all {
		t.drop(u)
	}
}

// asker is who asked for the work of a job, which outlives the request.
func asker(job, request context.Context) context.Context {
	return withValues{job, request}
}

// withValues ends like one context and holds the values of another.
type withValues struct {
	context.Context
	values context.Context
}

func (c withValues) Value(key any) any { return c.values.Value(key) }
