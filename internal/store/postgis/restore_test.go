package postgis_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/backup"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
	"github.com/redsail/redsail/internal/store/storetest"
)

// said is all that a store says of its revisions and records.
func said(t testing.TB, s city.Store) (city.State, []any) {
	t.Helper()
	st, err := s.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	log, err := s.Log(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	all := []any{log}
	for _, kind := range city.RecordKinds() {
		rs, err := s.Records(t.Context(), city.Query{Kind: kind, AllRevisions: true})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rs)
	}
	return st, all
}

// tell tells a story.
func tell(t testing.TB, s city.Store, seed uint64, n int) {
	t.Helper()
	for _, c := range storetest.Story(seed, n) {
		if _, err := s.Apply(t.Context(), c); err != nil && city.KindOf(err) == city.Internal {
			t.Fatal(err)
		}
	}
}

// account is a row of the accounts with each kind of value.
func account(t testing.TB, s access.Store) access.Account {
	t.Helper()
	a := access.Account{Name: "keeper-1", Title: "管理员", Roles: []access.Role{"keeper"}, Hash: "$argon2id$x", WholeCity: true, Secret: []byte{1, 0, 255}, Created: time.UnixMicro(1700000000000001)}
	if err := s.PutAccount(t.Context(), &a, time.UnixMicro(1700000000000002)); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), []access.Entry{{Account: "keeper-1", Action: "export", Outcome: "done"}, {Account: "keeper-1", Action: "export", Outcome: "done"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Secret(t.Context(), "audit"); err != nil {
		t.Fatal(err)
	}
	stored, err := s.Account(t.Context(), a.Name)
	if err != nil {
		t.Fatal(err)
	}
	return *stored
}

// TestRestoreAcross: a city goes from a file into a database and back, with its history, its keys and
// its accounts, through an encrypted backup, and is the same each time, on another timeline.
func TestRestoreAcross(t *testing.T) {
	ctx := t.Context()
	secret, public, err := backup.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	to, err := backup.Recipients([]string{public})
	if err != nil {
		t.Fatal(err)
	}
	ids, err := backup.Identities(bytes.NewReader([]byte(secret)))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "city.gpkg")
	file, err := gpkg.Init(ctx, path, storetest.Scheme(t), gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	tell(t, file, 11, 80)
	keys, err := gpkg.OpenKeys(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	codes := []string{"p1", "p2"}
	c := city.Change{Effective: city.OpenStart}
	for _, code := range codes {
		c.Entries = append(c.Entries, city.PutContent(&city.Person{Code: code, Sealed: []byte("sealed " + code)}, city.Always()))
	}
	if _, err := file.Apply(ctx, c); err != nil {
		t.Fatal(err)
	}
	made, err := keys.Ensure(ctx, codes)
	if err != nil {
		t.Fatal(err)
	}
	if err := keys.Erase(ctx, []string{"gone"}); err != nil {
		t.Fatal(err)
	}
	auth, err := gpkg.OpenAuth(ctx, path+gpkg.AuthSuffix)
	if err != nil {
		t.Fatal(err)
	}
	want := account(t, auth)
	state, all := said(t, file)
	audit, err := auth.Entries(ctx, 0, 10)
	if err != nil {
		t.Fatal(err)
	}

	var out bytes.Buffer
	if _, _, err := backup.Write(ctx, &out, backup.Source{Store: file, Kind: "gpkg", Keys: keys, Accounts: auth}, to...); err != nil {
		t.Fatal(err)
	}
	for _, close := range []func() error{auth.Close, keys.Close, file.Close} {
		if err := close(); err != nil {
			t.Fatal(err)
		}
	}
	url := ownedURL(t)
	b, err := backup.Open(&out, ids...)
	if err != nil {
		t.Fatal(err)
	}
	sink, err := postgis.NewRestore(ctx, url, b.Scheme, b.Manifest.StoreID, postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Into(ctx, sink); err != nil {
		t.Fatal(err)
	}
	db, err := postgis.Open(ctx, url, postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	check := func(s city.Store, k city.Keys, a access.Store, lines map[string]bool) {
		t.Helper()
		st, got := said(t, s) //nolint:contextcheck // the test's own
		if lines[st.Timeline] {
			t.Errorf("the timeline %s is not new", st.Timeline)
		}
		lines[st.Timeline] = true
		st.Timeline = state.Timeline
		if st != state || !reflect.DeepEqual(got, all) {
			t.Errorf("the city is another one: %+v, want %+v", st, state)
		}
		if have, err := k.Get(ctx, codes); err != nil || !reflect.DeepEqual(have, made) {
			t.Errorf("the keys are others, %v", err)
		}
		if gone, err := k.Erased(ctx); err != nil || !reflect.DeepEqual(gone, []string{"gone"}) {
			t.Errorf("erased are %v, %v", gone, err)
		}
		acc, err := a.Account(ctx, "keeper-1")
		if err != nil || !reflect.DeepEqual(*acc, want) {
			t.Errorf("the account is %+v, %v; want %+v", acc, err, want)
		}
		if rows, err := a.Entries(ctx, 0, 10); err != nil || !reflect.DeepEqual(rows, audit) {
			t.Errorf("the audit is %+v, %v", rows, err)
		}
	}
	lines := map[string]bool{state.Timeline: true}
	dbAuth, err := db.Auth(ctx)
	if err != nil {
		t.Fatal(err)
	}
	check(db, db.Keys(), dbAuth, lines)

	out.Reset()
	if _, _, err := backup.Write(ctx, &out, backup.Source{Store: db, Kind: "postgis", Keys: db.Keys(), Accounts: dbAuth}, to...); err != nil {
		t.Fatal(err)
	}
	if b, err = backup.Open(&out, ids...); err != nil {
		t.Fatal(err)
	}
	again := filepath.Join(t.TempDir(), "again.gpkg")
	fileSink, err := gpkg.NewRestore(ctx, again, b.Scheme, b.Manifest.StoreID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Into(ctx, fileSink); err != nil {
		t.Fatal(err)
	}
	back, err := gpkg.Open(ctx, again, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	backKeys, err := gpkg.OpenKeys(ctx, again)
	if err != nil {
		t.Fatal(err)
	}
	defer backKeys.Close()
	backAuth, err := gpkg.OpenAuth(ctx, again+gpkg.AuthSuffix)
	if err != nil {
		t.Fatal(err)
	}
	defer backAuth.Close()
	check(back, backKeys, backAuth, lines)

	// The database goes on, and owner() answers by what came back.
	next, err := db.Apply(ctx, city.Change{Effective: city.OpenStart, Entries: []city.Entry{put("street", "after", square(0, 0, 10), city.OpenStart)}})
	if err != nil || next.Number != state.Revision+1 || next.PrevHash != state.Hash {
		t.Errorf("the next revision is %+v, %v", next, err)
	}
}

// TestRestoreIntoDatabase: only into one without a store or with an empty one of the same scheme; a
// backup that turns out broken leaves nothing there.
func TestRestoreIntoDatabase(t *testing.T) {
	ctx := t.Context()
	src, err := gpkg.Init(ctx, filepath.Join(t.TempDir(), "city.gpkg"), storetest.Scheme(t), gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = src.Close() })
	tell(t, src, 2, 20)
	var out bytes.Buffer
	if _, _, err := backup.Write(ctx, &out, backup.Source{Store: src}); err != nil {
		t.Fatal(err)
	}
	restore := func(url string, file []byte) error {
		b, err := backup.Open(bytes.NewReader(file))
		if err != nil {
			return err
		}
		defer b.Close()
		sink, err := postgis.NewRestore(ctx, url, b.Scheme, b.Manifest.StoreID, postgis.Options{})
		if err != nil {
			return err
		}
		_, err = b.Into(ctx, sink)
		return err
	}
	url := pgtest.URL(t)
	c := connect(t, url)
	if err := restore(url, out.Bytes()[:out.Len()-3]); city.CodeOf(err) != "broken_backup" {
		t.Errorf("cut off: %v", err)
	}
	if value[bool](t, c, "SELECT to_regnamespace('redsail') IS NOT NULL") {
		t.Error("a broken backup has left something")
	}
	empty := initEmpty(t, url)
	before, err := empty.State(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := restore(url, out.Bytes()); err != nil {
		t.Fatalf("into an empty store: %v", err)
	}
	after, err := empty.State(ctx)
	if err != nil || after.Timeline == before.Timeline || after.Revision == 0 {
		t.Errorf("the empty store has the state %+v, %v", after, err)
	}
	_, err = empty.Apply(ctx, city.Change{Effective: city.OpenStart, Entries: []city.Entry{put("street", "x", square(0, 0, 10), city.OpenStart)}})
	wantCode(t, err, city.Unavailable, "timeline_changed") // who had it open before must look first
	wantCode(t, restore(url, out.Bytes()), city.Conflict, "not_empty")

	for sql, code := range map[string]string{
		"CREATE SCHEMA redsail_keys; CREATE TABLE redsail_keys.x (n int)":                            "not_empty",
		"CREATE SCHEMA redsail_auth; CREATE TABLE redsail_auth.x (n int)":                            "not_empty",
		"UPDATE redsail.settings SET value = value || ' ' WHERE name = 'scheme'":                     "other_scheme",
		"DELETE FROM redsail.migration WHERE version = (SELECT max(version) FROM redsail.migration)": "not_empty",
	} {
		url := pgtest.URL(t)
		initEmpty(t, url)
		run(t, connect(t, url), sql)
		wantCode(t, restore(url, out.Bytes()), city.Conflict, code)
	}
}

// initEmpty makes a store of the scheme of the stories.
func initEmpty(t testing.TB, url string) *postgis.Store {
	t.Helper()
	s, err := postgis.Init(t.Context(), url, storetest.Scheme(t), postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// shape is what a database has in the store's schema.
func shape(t testing.TB, url string) string {
	t.Helper()
	return value[string](t, connect(t, url), `SELECT string_agg(line, E'\n' ORDER BY line) FROM (
		SELECT concat_ws(' ', c.relkind, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, c.relrowsecurity, c.relforcerowsecurity, c.reloptions) AS line
		FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid WHERE c.relnamespace = 'redsail'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
		UNION ALL SELECT 'policy ' || polname || ' ' || polrelid::regclass FROM pg_policy
		UNION ALL SELECT 'migration ' || version FROM redsail.migration
		UNION ALL SELECT 'trigger ' || tgname || ' ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal) AS l`)
}

// TestLayoutsBothWays: a database goes back to each layout and up again, and is what it was. Before
// is asked each time the layout changes, and its no is heard.
func TestLayoutsBothWays(t *testing.T) {
	ctx := t.Context()
	url := ownedURL(t)
	s := initStore(t, url, postgis.Options{})
	for _, c := range storetest.AreaStory(3, 30) {
		if _, err := s.Apply(ctx, c); err != nil && city.KindOf(err) == city.Internal {
			t.Fatal(err)
		}
	}
	state, all := said(t, s)
	top, _, err := postgis.Migrate(ctx, url, postgis.Options{}, 0, false)
	if err != nil {
		t.Fatal(err)
	}
	shapes, asked := map[int]string{top: shape(t, url)}, 0
	o := postgis.Options{Before: func(ctx context.Context, s *postgis.Store, from, to int) error {
		asked++
		if log, err := s.Log(ctx, 0, 1000); err != nil || !reflect.DeepEqual(any(log), all[0]) {
			t.Errorf("from %d to %d: the log cannot be read before: %v", from, to, err)
		}
		return nil
	}}
	for to := top - 1; to >= 1; to-- {
		if from, reached, err := postgis.Migrate(ctx, url, o, to, false); err != nil || from != to+1 || reached != to {
			t.Fatalf("back to layout %d: %d, %d, %v", to, from, reached, err)
		}
		shapes[to] = shape(t, url)
	}
	for to := 2; to <= top; to++ {
		if _, _, err := postgis.Migrate(ctx, url, o, to, true); err != nil {
			t.Fatal(err)
		}
		if got := shape(t, url); got != shapes[to-1] {
			t.Errorf("layout %d, come to from below, differs from when it was come to from above:\n%s\nand\n%s", to-1, got, shapes[to-1])
		}
		if to < top {
			if _, _, err := postgis.Migrate(ctx, url, o, to, false); err != nil {
				t.Fatal(err)
			}
		}
	}
	if asked != 2*(top-1)-1 {
		t.Errorf("before was asked %d times", asked)
	}
	no := fmt.Errorf("no")
	if _, err := postgis.Open(ctx, url, postgis.Options{Before: func(context.Context, *postgis.Store, int, int) error { return no }}); err == nil {
		t.Error("the layout changed against a no")
	}
	back, err := postgis.Open(ctx, url, o)
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	if got := shape(t, url); got != shapes[top] {
		t.Errorf("at the top again it is\n%s\nwas\n%s", got, shapes[top])
	}
	if st, got := said(t, back); st != state || !reflect.DeepEqual(got, all) {
		t.Errorf("the city is another one: %+v, was %+v", st, state)
	}
}

// TestNoWayBack: persons behind the wall of rows count too.
func TestNoWayBack(t *testing.T) {
	url := ownedURL(t)
	s := initStore(t, url, postgis.Options{})
	apply(t, s, city.PutContent(&city.Person{Code: "p", Sealed: []byte("sealed")}, city.Always()))
	was := shape(t, url)
	for to, code := range map[int]string{2: "would_be_lost", 1: "would_be_lost"} {
		for _, dry := range []bool{true, false} {
			_, _, err := postgis.Migrate(t.Context(), url, postgis.Options{}, to, dry)
			wantCode(t, err, city.Conflict, code)
		}
	}
	_, _, err := postgis.Migrate(t.Context(), url, postgis.Options{}, 99, false)
	wantCode(t, err, city.Invalid, "no_layout")
	if shape(t, url) != was {
		t.Error("a refusal has changed the tables")
	}
}

// TestRestoreCommitBreaksOff: whether the server has heard the COMMIT of a restore or not, into no store or
// an empty one, is found out; where it cannot be, the error says that nobody knows.
func TestRestoreCommitBreaksOff(t *testing.T) {
	ctx := t.Context()
	src, err := gpkg.Init(ctx, filepath.Join(t.TempDir(), "city.gpkg"), storetest.Scheme(t), gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = src.Close() })
	tell(t, src, 2, 20)
	var out bytes.Buffer
	if _, _, err := backup.Write(ctx, &out, backup.Source{Store: src}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		cut    cut
		empty  bool // a store stands there already
		code   string
		stands bool
	}{
		"not heard":                  {beforeCommit, false, "store_unavailable", false},
		"not heard, an empty store":  {beforeCommit, true, "store_unavailable", false},
		"heard":                      {afterCommit, false, "", true},
		"heard, an empty store":      {afterCommit, true, "", true},
		"heard, and then no network": {lastCommit, true, "commit_unknown", true},
	} {
		direct := pgtest.URL(t)
		if c.empty {
			initEmpty(t, direct)
		}
		w, through := newWire(t, direct)
		b, err := backup.Open(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		sink, err := postgis.NewRestore(ctx, through, b.Scheme, b.Manifest.StoreID, postgis.Options{Timeout: 5 * time.Second})
		if err != nil {
			t.Fatal(name, err)
		}
		w.arm(c.cut)
		_, err = b.Into(ctx, sink)
		if c.code == "" && err != nil || c.code != "" && city.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
		if w.armed() {
			t.Fatal("the wire saw no COMMIT, so nothing was tested")
		}
		stands := value[bool](t, connect(t, direct), `SELECT to_regclass('redsail.counter') IS NOT NULL`)
		if stands {
			stands = value[bool](t, connect(t, direct), `SELECT rev > 0 FROM redsail.counter`)
		}
		if stands != c.stands {
			t.Errorf("%s: what was restored stands: %v", name, stands)
		}
	}
}
