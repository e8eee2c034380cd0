package pgtest_test

import (
	"context"
	"os/exec"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Stopping(m)) }

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}

func one[T any](t *testing.T, c *pgx.Conn, sql string, args ...any) T {
	t.Helper()
	var v T
	if err := c.QueryRow(context.Background(), sql, args...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

func TestURLGivesFreshDatabases(t *testing.T) {
	a, b := connect(t, pgtest.URL(t)), connect(t, pgtest.URL(t))
	if _, err := a.Exec(context.Background(), "CREATE TABLE seen (n int)"); err != nil {
		t.Fatal(err)
	}
	if one[bool](t, b, "SELECT to_regclass('seen') IS NOT NULL") {
		t.Error("the second test sees the table of the first")
	}
	if v := one[string](t, b, "SELECT postgis_lib_version()"); v == "" {
		t.Error("no PostGIS")
	}
	if enc := one[string](t, b, "SHOW server_encoding"); enc != "UTF8" {
		t.Errorf("encoding %s", enc)
	}
}

func TestDatabasesSortInNoByteOrder(t *testing.T) {
	c := connect(t, pgtest.URL(t))
	if !one[bool](t, c, "SELECT EXISTS (SELECT FROM pg_collation WHERE collprovider = 'i')") {
		t.Skip("this PostgreSQL was built without ICU")
	}
	if !one[bool](t, c, "SELECT 'a' < 'B' AND 'a' COLLATE \"C\" > 'B' COLLATE \"C\"") {
		t.Error("the database sorts in byte order, so tests cannot find a forgotten COLLATE")
	}
}

func TestDatabaseGoesAtCleanup(t *testing.T) {
	var url string
	t.Run("inner", func(t *testing.T) { url = pgtest.URL(t) })
	_, err := pgx.Connect(context.Background(), url)
	if err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("the database of an ended test: %v", err)
	}
}

func TestBareURLCanGetTheExtension(t *testing.T) {
	c := connect(t, pgtest.BareURL(t))
	if one[bool](t, c, "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'postgis')") {
		t.Error("the bare database has PostGIS")
	}
	if !one[bool](t, c, "SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'postgis')") {
		t.Error("PostGIS cannot be installed")
	}
}

func TestServerStopsAndStartsAgain(t *testing.T) {
	s := pgtest.Start(t, pgtest.Options{Fsync: true})
	url := s.URL("postgres")
	c := connect(t, url)
	if _, err := c.Exec(context.Background(), "CREATE TABLE kept AS SELECT 7 AS n"); err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := pgx.Connect(context.Background(), url); err == nil {
		t.Fatal("the stopped server answers")
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	if n := one[int](t, connect(t, url), "SELECT n FROM kept"); n != 7 {
		t.Errorf("kept %d", n)
	}
}

func TestServerIsNotRoot(t *testing.T) {
	c := connect(t, pgtest.URL(t))
	pid := strings.TrimSpace(one[string](t, c, "SELECT pg_backend_pid()::text"))
	out, err := exec.Command("ps", "-o", "user=", "-p", pid).Output()
	if err != nil {
		t.Skipf("the server is not on this machine, or there is no ps: %v", err)
	}
	if user := strings.TrimSpace(string(out)); user == "root" {
		t.Error("the server runs as root")
	}
}
