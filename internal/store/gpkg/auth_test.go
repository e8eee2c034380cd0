package gpkg_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/storetest"
)

func openAuth(t testing.TB, path string) *gpkg.Auth {
	t.Helper()
	a, err := gpkg.OpenAuth(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func TestAuthContract(t *testing.T) {
	storetest.RunAuth(t, func(t testing.TB) (access.Store, func() access.Store) {
		path := filepath.Join(t.TempDir(), "城 ?#%.gpkg"+gpkg.AuthSuffix)
		return openAuth(t, path), func() access.Store { return openAuth(t, path) }
	})
}

// TestAuthFile: only its owner reads it, its side files neither; another file is left alone.
func TestAuthFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "city.gpkg.auth.db")
	a := openAuth(t, path)
	if err := a.EditOpened(t.Context(), func([]string) ([]string, error) { return []string{"grid"}, nil }); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) < 2 {
		t.Fatalf("files %v, %v: no journal beside it", files, err)
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %v", f, info.Mode())
		}
	}
	for name, content := range map[string]string{"text": strings.Repeat("no store ", 50), "short": "x"} {
		other := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(other, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := gpkg.OpenAuth(t.Context(), other)
		if city.CodeOf(err) != "not_a_store" {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = gpkg.OpenAuth(t.Context(), newStore(t))
	if city.CodeOf(err) != "not_a_store" {
		t.Errorf("a store opened as a file of accounts: %v", err)
	}
	_, err = gpkg.OpenAuth(t.Context(), filepath.Join(t.TempDir(), "none", "x"))
	if city.CodeOf(err) != "store_io" {
		t.Errorf("no folder: %v", err)
	}
}

// TestAuthOpenedAtOnce: of those who open a new file at once none is in another's way.
func TestAuthOpenedAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.auth.db")
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			a, err := gpkg.OpenAuth(t.Context(), path)
			if err == nil {
				_, err = a.Try(t.Context(), "account/a", time.Now(), time.Time{})
				err = errors.Join(err, a.Close())
			}
			errs[i] = err
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if n, err := openAuth(t, path).Try(t.Context(), "account/a", time.Now(), time.Time{}); err != nil || n != 9 {
		t.Fatalf("%d tries, %v", n, err)
	}
}

// TestAuthNewer: a file of a newer Redsail is refused and left as it is.
func TestAuthNewer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.auth.db")
	if err := openAuth(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	db := raw(t, path)
	if _, err := db.Exec(`PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := gpkg.OpenAuth(t.Context(), path)
	if city.CodeOf(err) != "newer_store" {
		t.Fatal(err)
	}
}

// TestAuditOnlyGrows: the tables themselves refuse to change a row of the audit, or to drop one.
func TestAuditOnlyGrows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.auth.db")
	a := openAuth(t, path)
	if err := a.Append(t.Context(), []access.Entry{{Action: "session"}, {Action: "session"}}); err != nil {
		t.Fatal(err)
	}
	db := raw(t, path)
	defer db.Close()
	for _, query := range []string{
		`UPDATE audit SET account = 'x' WHERE seq = 1`, `DELETE FROM audit`, `DELETE FROM audit WHERE seq = 2`,
		`INSERT OR REPLACE INTO audit SELECT 1, at, 'x', via, action, of, outcome, reason, revision, address, prev, hash FROM audit WHERE seq = 2`,
	} {
		if _, err := db.Exec(query); err == nil {
			t.Errorf("%s is done", query)
		}
	}
	var n int
	if err := db.QueryRow(`SELECT count(*) FROM audit WHERE account = ''`).Scan(&n); err != nil || n != 2 {
		t.Fatalf("%d rows, %v", n, err)
	}
}

// TestTampering: who holds the file takes its triggers away; what they falsify is found all the same.
func TestTampering(t *testing.T) {
	path := filepath.Join(t.TempDir(), "city.gpkg"+gpkg.AuthSuffix)
	storetest.RunTampering(t, openAuth(t, path), func() storetest.Forger {
		db, err := sql.Open("sqlite", "file:"+path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		db.SetMaxOpenConns(1)
		f := storetest.Forger{Audit: "audit", Keep: "keep", Bytes: func(b []byte) string { return fmt.Sprintf("x'%x'", b) }}
		f.Exec = func(t testing.TB, query string) {
			t.Helper()
			if _, err := db.ExecContext(context.Background(), query); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
		}
		for _, name := range []string{"audit_behind", "audit_no_update", "audit_no_delete"} {
			f.Exec(t, `DROP TRIGGER `+name)
		}
		return f
	})
}
