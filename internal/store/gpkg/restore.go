package gpkg

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// Restore writes a store from its log. Nothing of it is seen before Commit, and nothing is left of it
// after Drop. It is used by one goroutine.
type Restore struct {
	path    string
	storeID string
	number  uint64 // of this one's files
	draft   string // of a new store; empty when an empty store that stands is filled
	db      *sql.DB
	tx      *sql.Tx
	base    city.Base
	keys    *Keys
	auth    *Auth
	rows    *sql.Tx // of auth
	// aside are the files that get their names in Commit.
	aside []string
	// step is told how far Commit is; for tests that end the process there.
	step func(string)
}

// NewRestore begins to write the store at path: a new file, or one that Init made and that holds
// nothing yet, with the same scheme. A store that holds anything, or has keys or accounts beside it,
// is a Conflict with code not_empty.
func NewRestore(ctx context.Context, path string, scheme *city.Scheme, storeID string) (*Restore, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	r := &Restore{path: path, storeID: storeID, number: rand.Uint64(), step: func(string) {}}
	if err := r.begin(ctx, scheme); err != nil {
		r.Drop()
		return nil, explain(ctx, path, err)
	}
	sweep(path) // now: old drafts may have been needed as proof
	return r, nil
}

func (r *Restore) begin(ctx context.Context, scheme *city.Scheme) error {
	file := r.path
	if _, err := os.Lstat(r.path); errors.Is(err, fs.ErrNotExist) {
		if err := r.newDraft(ctx, scheme); err != nil {
			return err
		}
		file = r.draft
	}
	if _, err := checkHeader(file); err != nil {
		return err
	}
	s := &Store{path: file, patience: patience}
	var err error
	if s.writer, err = openWriter(file); err != nil {
		return err
	}
	r.db = s.writer
	if _, err := checkSchema(ctx, s.writer, file); err != nil {
		return err
	}
	if r.tx, err = s.begin(ctx); err != nil {
		return err
	}
	if r.base.State, r.base.NextID, err = readState(ctx, r.tx); err != nil {
		return err
	}
	if r.base.Revision != 0 {
		return city.Errorf(city.Conflict, "not_empty", "%s holds a city already (revision %d); a backup comes back into a new or an empty store", r.path, r.base.Revision)
	}
	if err := r.checkBeside(); err != nil {
		return err
	}
	return r.checkScheme(ctx, scheme)
}

// checkBeside refuses keys or accounts that stand beside the store. Those that a killed restore has named
// before it came to the city go: they are the same files as its drafts, and as this one has the lock of
// the empty store, nobody is at work on them. Beside no store nobody has such a lock.
func (r *Restore) checkBeside() error {
	for _, suffix := range []string{KeysSuffix, AuthSuffix} {
		info, err := os.Lstat(r.path + suffix)
		if err != nil {
			continue
		}
		draft := ""
		if r.draft == "" {
			draft = draftOf(r.path, suffix, info)
		}
		if draft == "" {
			return city.Errorf(city.Conflict, "not_empty", "%s stands already; a backup comes back where nothing is, so move it away", r.path+suffix)
		}
		for _, file := range []string{r.path + suffix, draft} { // in this order: the draft is what proves it
			if err := os.Remove(file); err != nil {
				return city.Wrap(flat{err}, city.Unavailable, "store_io", "%s is of a restore that was killed, and cannot be removed", file)
			}
		}
	}
	return nil
}

// draftOf is the draft of a restore that is the same file as the one beside the store at path; empty =
// there is none.
func draftOf(path, suffix string, beside fs.FileInfo) string {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return ""
	}
	for _, e := range entries {
		number, draft := strings.CutPrefix(e.Name(), filepath.Base(path)+draftInfix)
		if !draft || !draftNumber.MatchString(number) || !strings.HasSuffix(number, suffix) {
			continue
		}
		if info, err := e.Info(); err == nil && os.SameFile(info, beside) {
			return filepath.Join(filepath.Dir(path), e.Name())
		}
	}
	return ""
}

// checkScheme: an empty store has its layers already.
func (r *Restore) checkScheme(ctx context.Context, scheme *city.Scheme) error {
	want, err := scheme.YAML()
	if err != nil {
		return err
	}
	var have string
	if err := r.tx.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = 'scheme'`).Scan(&have); err != nil {
		return err
	}
	if have != string(want) {
		return city.Errorf(city.Conflict, "other_scheme", "%s is empty and was made with another scheme than the backup; name a file that does not exist", r.path)
	}
	r.base.Scheme = scheme
	_, err = r.tx.ExecContext(ctx, `UPDATE settings SET value = CASE name WHEN 'store_id' THEN ? ELSE ? END WHERE name IN ('store_id', 'timeline')`, r.storeID, token())
	return err
}

func (r *Restore) newDraft(ctx context.Context, scheme *city.Scheme) error {
	f, err := os.CreateTemp(filepath.Dir(r.path), filepath.Base(r.path)+draftInfix+"*")
	if err != nil {
		return unmade(r.path, err)
	}
	r.draft = f.Name()
	if err := f.Close(); err != nil {
		return unmade(r.path, err)
	}
	return build(ctx, r.draft, scheme, Options{StoreID: r.storeID})
}

// Revision writes the next revision of the log, which has to come out as it was recorded.
func (r *Restore) Revision(ctx context.Context, recorded *city.LogRevision) error {
	applied, err := city.Replay(ctx, r.base, ledger{r.tx}, recorded)
	if err == nil {
		err = write(ctx, r.tx, applied)
	}
	if err != nil {
		return explain(ctx, r.path, err)
	}
	r.base.Revision, r.base.Hash, r.base.NextID = applied.Revision.Number, applied.Revision.Hash, applied.NextID
	return nil
}

// asideName is a name beside the store for a file that is in the making.
func (r *Restore) asideName(suffix string) string {
	return filepath.Join(filepath.Dir(r.path), fmt.Sprintf("%s%s%d%s", filepath.Base(r.path), draftInfix, r.number, suffix))
}

// Keys writes keys of persons.
func (r *Restore) Keys(ctx context.Context, keys []city.PersonKey) error {
	if r.keys == nil {
		k := &Keys{store: r.path, path: r.asideName(KeysSuffix), id: r.storeID}
		if err := k.make(ctx); err != nil {
			return k.failed(ctx, err)
		}
		r.keys, r.aside = k, append(r.aside, KeysSuffix)
	}
	return r.keys.failed(ctx, r.keys.put(ctx, keys))
}

func (k *Keys) put(ctx context.Context, keys []city.PersonKey) error {
	tx, err := k.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, p := range keys {
		if _, err := tx.ExecContext(ctx, `INSERT INTO person_key VALUES (?, ?)`, p.Code, p.Key); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Row writes a row of the accounts.
func (r *Restore) Row(ctx context.Context, row access.Row) error {
	if r.auth == nil {
		a, err := OpenAuth(ctx, r.asideName(AuthSuffix))
		if err != nil {
			return err
		}
		r.auth, r.aside = a, append(r.aside, AuthSuffix)
		if r.rows, err = a.writer.BeginTx(ctx, nil); err != nil {
			return explain(ctx, a.path, err)
		}
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(row.Values)), ", ")
	for _, t := range access.Tables() {
		if t.Name == row.Table {
			_, err := r.rows.ExecContext(ctx, `INSERT INTO `+t.Name+` (`+t.Names()+`) VALUES (`+marks+`)`, row.Values...)
			return explain(ctx, r.auth.path, err)
		}
	}
	return city.Errorf(city.Internal, "internal", "there is no table %q of accounts", row.Table)
}

// Commit gives the store, its keys and its accounts their names. The store is then on a new timeline. A
// process that is killed here leaves the city with its keys and accounts, or none: at most files of these
// two beside a store that is empty or not there.
func (r *Restore) Commit(ctx context.Context) (err error) {
	defer r.Drop()
	if r.keys != nil {
		err = r.keys.Close()
	}
	if r.auth != nil && err == nil {
		err = cmp.Or(explain(ctx, r.auth.path, r.rows.Commit()), r.auth.Close())
	}
	if err != nil {
		return err
	}
	r.step("written")
	if r.draft == "" { // the city comes last: without it the store is empty as before, and a restore begins anew
		return r.beside(func() error { return r.seal(ctx) })
	}
	if err := r.seal(ctx); err != nil {
		return err
	}
	r.step("sealed")
	return r.beside(func() error { return name(r.draft, r.path) })
}

// seal commits the city. An error says that it did not come to that.
func (r *Restore) seal(ctx context.Context) error {
	if err := explain(ctx, r.path, r.tx.Commit()); err != nil {
		return err
	}
	r.step("committed")
	closed := cmp.Or(r.db.Close(), turnBack(cmp.Or(r.draft, r.path)))
	r.db = nil
	if r.draft == "" {
		return nil // the city stands, whatever closing says
	}
	return explain(ctx, r.path, closed)
}

// beside gives keys and accounts their names and then does last, which makes the store seen: where it
// stands, they do. When last fails they go again.
func (r *Restore) beside(last func() error) error {
	var given []string
	err := func() error {
		for _, suffix := range r.aside {
			if err := name(r.asideName(suffix), r.path+suffix); err != nil {
				return err
			}
			given = append(given, r.path+suffix)
			r.step("named " + suffix)
		}
		return last()
	}()
	if err != nil {
		for _, path := range given {
			_ = os.Remove(path) // the error says what went wrong
		}
	}
	return err
}

// Drop leaves nothing of what was not committed.
func (r *Restore) Drop() {
	if r.tx != nil {
		_ = r.tx.Rollback() // after Commit it does nothing
	}
	if r.db != nil {
		_ = r.db.Close()
		r.db = nil
		if r.draft == "" {
			_ = turnBack(r.path)
		}
	}
	if r.keys != nil {
		_ = r.keys.Close()
	}
	if r.rows != nil {
		_ = r.rows.Rollback()
	}
	if r.auth != nil {
		_ = r.auth.Close()
	}
	files := []string{}
	for _, suffix := range r.aside {
		files = append(files, r.asideName(suffix))
	}
	if r.draft != "" {
		files = append(files, r.draft)
	}
	for _, file := range files {
		for _, side := range []string{"", "-journal", "-wal", "-shm"} {
			_ = os.Remove(file + side)
		}
	}
}

// Rows gives all rows of the accounts that a backup keeps, as they are at one moment.
func (a *Auth) Rows(ctx context.Context, each func(access.Row) error) (err error) {
	if a.closed.Load() {
		return closed(a.path)
	}
	conn, err := a.readers.Conn(ctx)
	if err != nil {
		return explain(ctx, a.path, err)
	}
	defer func() { err = cmp.Or(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, `BEGIN DEFERRED`); err != nil {
		return explain(ctx, a.path, err)
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`) }() // nothing was written
	for _, t := range access.Tables() {
		if err := tableRows(ctx, conn, &t, each); err != nil {
			return explain(ctx, a.path, err)
		}
	}
	return nil
}

func tableRows(ctx context.Context, db source, t *access.Table, each func(access.Row) error) error {
	rows, err := db.QueryContext(ctx, `SELECT `+t.Names()+` FROM `+t.Name+` ORDER BY `+t.Order)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		dest, row := t.Scan()
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if err := each(row()); err != nil {
			return err
		}
	}
	return rows.Err()
}
