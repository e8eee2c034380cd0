package gpkg_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/storetest"
)

// restoreEnv makes the test binary a process that restores: "from" "to" "the step at which it dies".
const restoreEnv = "REDSAIL_TEST_RESTORE"

// restoredKey is the key of the person w that a restore brings.
var restoredKey = bytes.Repeat([]byte{7}, 32)

func restoreUntil(order string) error {
	var from, to, dies string
	if _, err := fmt.Sscanf(order, "%q %q %q", &from, &to, &dies); err != nil {
		return err
	}
	r, err := restoreFrom(context.Background(), from, to)
	if err != nil {
		return err
	}
	r.OnStep(func(step string) {
		if p, err := os.FindProcess(os.Getpid()); err == nil && step == dies {
			_ = p.Kill()
			select {} // no step is after the last
		}
	})
	return r.Commit(context.Background())
}

// restoreFrom brings the log of one store into another, with a key and a row of accounts; Commit is to come.
func restoreFrom(ctx context.Context, from, to string) (*gpkg.Restore, error) {
	s, err := gpkg.Open(ctx, from, gpkg.Options{})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	st, err := s.State(ctx)
	if err != nil {
		return nil, err
	}
	log, err := s.Log(ctx, 0, 1000)
	if err != nil {
		return nil, err
	}
	scheme, err := s.Scheme(ctx)
	if err != nil {
		return nil, err
	}
	r, err := gpkg.NewRestore(ctx, to, scheme, st.StoreID)
	if err != nil {
		return nil, err
	}
	for i := range log {
		if err := r.Revision(ctx, &log[i]); err != nil {
			return nil, err
		}
	}
	if err := r.Keys(ctx, []city.PersonKey{{Code: "w", Key: restoredKey}}); err != nil {
		return nil, err
	}
	return r, r.Row(ctx, access.Row{Table: "opened", Values: []any{"grid"}})
}

// TestRestoreKilledAtEachStep: a restore that dies leaves an empty store or the city with its keys and
// accounts; where it left these alone beside an empty store, the next restore does its work.
func TestRestoreKilledAtEachStep(t *testing.T) {
	from := newStore(t)
	s := reopen(t, from)
	for _, c := range storetest.Story(3, 20) {
		if _, err := s.Apply(t.Context(), c); err != nil && city.KindOf(err) == city.Internal {
			t.Fatal(err)
		}
	}
	want, err := s.State(t.Context())
	if err != nil || want.Revision == 0 {
		t.Fatalf("%+v, %v", want, err)
	}
	closeStore(t, s)
	for _, c := range []struct {
		step  string
		empty bool // there was an empty store before
		done  bool // the city stands
	}{
		{"written", true, false}, {"named .keys", true, false}, {"named .auth.db", true, false}, {"committed", true, true},
		{"written", false, false}, {"committed", false, false}, {"sealed", false, false},
	} {
		to := filepath.Join(t.TempDir(), "back.gpkg")
		if c.empty {
			to = newStore(t)
		}
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), restoreEnv+"="+fmt.Sprintf("%q %q %q", from, to, c.step))
		out, err := cmd.CombinedOutput()
		if err == nil || len(out) > 0 {
			t.Fatalf("%+v: it was not killed: %v %s", c, err, out)
		}
		if c.empty {
			if got := revisionOf(t, to); (got == want.Revision) != c.done || !c.done && got != 0 {
				t.Errorf("%+v: the store is at revision %d", c, got)
			}
		} else if _, err := os.Lstat(to); err == nil {
			t.Errorf("%+v: there is a store", c)
		}
		if !c.done {
			r, err := restoreFrom(t.Context(), from, to)
			if err == nil {
				err = r.Commit(t.Context())
			}
			if err != nil {
				t.Fatalf("%+v: the next one: %v", c, err)
			}
		}
		if got := revisionOf(t, to); got != want.Revision {
			t.Errorf("%+v: in the end the store is at revision %d", c, got)
		}
		if keys, err := keysOf(t, to).Get(t.Context(), []string{"w"}); err != nil || !bytes.Equal(keys[0], restoredKey) {
			t.Errorf("%+v: in the end the keys are %v, %v", c, keys, err)
		}
		if _, err := os.Lstat(to + gpkg.AuthSuffix); err != nil {
			t.Errorf("%+v: the accounts: %v", c, err)
		}
	}
}

func revisionOf(t *testing.T, path string) int64 {
	t.Helper()
	s := reopen(t, path)
	defer closeStore(t, s)
	st, err := s.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return st.Revision
}

// TestRestoreBesideOthersKeys: keys and accounts that no restore has left are never touched.
func TestRestoreBesideOthersKeys(t *testing.T) {
	from, to := newStore(t), newStore(t)
	for _, suffix := range []string{gpkg.KeysSuffix, gpkg.AuthSuffix} {
		if err := os.WriteFile(to+suffix, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		// A draft of the same content is no proof: it is another file.
		if err := os.WriteFile(to+".init-5"+suffix, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		before := files(t, filepath.Dir(to))
		if _, err := restoreFrom(t.Context(), from, to); city.CodeOf(err) != "not_empty" {
			t.Errorf("beside %s: %v", suffix, err)
		}
		if after := files(t, filepath.Dir(to)); !slices.Equal(before, after) {
			t.Errorf("there were %v, and now %v", before, after)
		}
		if err := os.Remove(to + suffix); err != nil {
			t.Fatal(err)
		}
	}
}
