package gpkg_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/storetest"
)

// scribbleEnv makes the test binary a process that writes: "seed changes path".
const scribbleEnv = "REDSAIL_TEST_SCRIBBLE"

func TestMain(m *testing.M) {
	if order := os.Getenv(scribbleEnv); order != "" {
		if err := scribble(order); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if path := os.Getenv(lookEnv); path != "" {
		if err := look(path, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if path := os.Getenv(ensureEnv); path != "" {
		if err := ensureAll(path, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if order := os.Getenv(restoreEnv); order != "" {
		if err := restoreUntil(order); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

func scribble(order string) error {
	var seed uint64
	var n int
	var path string
	if _, err := fmt.Sscanf(order, "%d %d %q", &seed, &n, &path); err != nil {
		return err
	}
	s, err := gpkg.Open(context.Background(), path, gpkg.Options{})
	if err != nil {
		return err
	}
	if err := storetest.Scribble(context.Background(), s, seed, n, os.Stdout); err != nil {
		return err
	}
	return s.Close()
}

func scribbler(seed uint64, n int, path string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), scribbleEnv+"="+fmt.Sprintf("%d %d %q", seed, n, path))
	cmd.Stderr = os.Stderr
	return cmd
}

func fresh(t testing.TB, s storetest.Spec) city.Store {
	t.Helper()
	store, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "城 ?#%.gpkg"), s.Scheme, gpkg.Options{Timeline: s.Timeline, Now: s.Now})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func TestContract(t *testing.T) { storetest.Run(t, fresh) }

func TestKilled(t *testing.T) { kills(t, storetest.KillCount(t)) }

func TestLongKilled(t *testing.T) { kills(t, storetest.LongKillCount(t)) }

func kills(t *testing.T, n int) {
	path := newStore(t)
	storetest.Kills(t, n, storetest.Victim{
		Command: func(seed uint64) *exec.Cmd { return scribbler(seed, 0, path) },
		Open: func(t testing.TB) city.Store {
			t.Helper()
			return reopen(t, path)
		},
		Inspect: func(t testing.TB) { sound(t, path) },
	})
}

// newStore makes a store with the suite's scheme, closes it and gives its path.
func newStore(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "city.gpkg")
	s, err := gpkg.Init(t.Context(), path, storetest.Scheme(t), gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func reopen(t testing.TB, path string) *gpkg.Store {
	t.Helper()
	s, err := gpkg.Open(t.Context(), path, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sound checks the file itself, and that no row stands without the rows that belong to it.
func sound(t testing.TB, path string) {
	t.Helper()
	db := raw(t, path)
	queries := map[string]string{
		`PRAGMA quick_check`: "ok",
		`SELECT (max(rev) = (SELECT max(rev) FROM change_log)) + (max(rev) = (SELECT rev FROM counter)) FROM revision`: "2",
		`SELECT count(*) FROM change_log WHERE rev NOT IN (SELECT rev FROM revision)`:                                  "0",
	}
	for _, kind := range city.RecordKinds() {
		for _, query := range []string{
			`SELECT count(*) FROM KIND_version LEFT JOIN KIND_content USING (fid) WHERE body IS NULL`,
			`SELECT count(*) FROM KIND_content LEFT JOIN KIND_version USING (fid) WHERE id IS NULL`,
			`SELECT count(*) FROM KIND_version, counter WHERE rev_from > rev OR rev_to > rev OR id >= next_id`,
			`SELECT count(*) FROM KIND_code, counter WHERE id >= next_id`,
			`SELECT count(*) FROM KIND_code AS c WHERE NOT EXISTS (SELECT 1 FROM KIND_version AS v WHERE v.id = c.id)`,
		} {
			queries[strings.ReplaceAll(query, "KIND", kind.String())] = "0"
		}
	}
	for query, want := range queries {
		var got *string
		if err := db.QueryRow(query).Scan(&got); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		if got != nil && *got != want {
			t.Fatalf("%s: %s, want %s", query, *got, want)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestAloneElsewhere: who looks at a file in order to open it to everybody, and who writes to it, wait for each other.
func TestAloneElsewhere(t *testing.T) {
	path := newStore(t)
	a, b := reopen(t, path), reopen(t, path)
	defer a.Close()
	defer b.Close()
	third := raw(t, path)
	storetest.AloneElsewhere(t, a, b, func() bool {
		_, err := third.Exec(`UPDATE counter SET rev = rev WHERE 0`)
		if err != nil && !strings.Contains(err.Error(), "database is locked") {
			t.Error(err)
		}
		return err != nil
	})
}

// TestReformElsewhere: who has the file open takes up another scheme, and the views of layers follow.
func TestReformElsewhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "city.gpkg")
	a, err := gpkg.Init(t.Context(), path, storetest.Scheme(t), gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := gpkg.Open(t.Context(), path, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	storetest.ReformElsewhere(t, a, b)
}
