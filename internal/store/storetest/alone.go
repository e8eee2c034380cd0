package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// AloneElsewhere judges that two who have a store open, as two processes have it, exclude each other: while the
// one is alone the other does not write, what the one reads stays, and a change's guard is asked while nobody
// else is alone; its error keeps the change from being written. taken tells, of a third who does not wait,
// whether the lock of writers is held.
func AloneElsewhere(t *testing.T, a, b city.Store, taken func() bool) {
	t.Helper()
	one, other := &desk{t: t, Store: a}, &desk{t: t, Store: b}
	one.do(put("district", "d0", ""))
	whenAlone(t, a, b, taken)
	equal(t, "revision", other.state().Revision, int64(2))
	whenWritten(t, a, b, taken)
	equal(t, "revision", other.state().Revision, int64(3))
	refused := errors.New("not now")
	never := anotherDistrict("d3")
	never.Guard = func(context.Context) error { return city.Wrap(refused, city.Conflict, "classed_data", "not now") }
	if _, err := a.Apply(t.Context(), never); !errors.Is(err, refused) || one.state().Revision != 3 {
		t.Errorf("%v, revision %d", err, one.state().Revision)
	}
	if _, err := city.Judge(t.Context(), a, never); err != nil {
		t.Errorf("judging asks the guard: %v", err)
	}
	if err := b.Alone(t.Context(), func(context.Context) error { return refused }); !errors.Is(err, refused) {
		t.Errorf("%v", err)
	}
	if taken() {
		t.Error("the lock is held when all have ended")
	}
}

func anotherDistrict(code string) city.Change {
	return city.Change{Effective: city.OpenStart, Entries: []city.Entry{put("district", code, "")}}
}

// whenAlone has b write while a is alone.
func whenAlone(t *testing.T, a, b city.Store, taken func() bool) {
	t.Helper()
	var over atomic.Bool
	late := anotherDistrict("d1")
	late.Guard = func(context.Context) error {
		if !over.Load() {
			return errors.New("the other writes while one is alone")
		}
		return nil
	}
	written := make(chan error, 1)
	err := a.Alone(t.Context(), func(ctx context.Context) error {
		defer over.Store(true)
		if !taken() {
			t.Error("who is alone holds no lock")
		}
		go func() { _, err := b.Apply(t.Context(), late); written <- err }() //nolint:contextcheck // it writes on its own account
		st, err := a.State(ctx)
		if err == nil && st.Revision != 1 {
			err = fmt.Errorf("revision %d while one is alone", st.Revision)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-written; err != nil {
		t.Fatal(err)
	}
}

// whenWritten has b be alone while a writes.
func whenWritten(t *testing.T, a, b city.Store, taken func() bool) {
	t.Helper()
	alone := make(chan error, 1)
	guarded := anotherDistrict("d2")
	guarded.Guard = func(context.Context) error {
		if !taken() {
			t.Error("a change is judged last while nobody holds the lock")
		}
		go func() { //nolint:contextcheck // it is another process
			alone <- b.Alone(t.Context(), func(ctx context.Context) error {
				st, err := b.State(ctx)
				if err == nil && st.Revision != 3 {
					err = fmt.Errorf("revision %d: the other was alone while one wrote", st.Revision)
				}
				return err
			})
		}()
		return nil
	}
	if _, err := a.Apply(t.Context(), guarded); err != nil {
		t.Fatal(err)
	}
	if err := <-alone; err != nil {
		t.Fatal(err)
	}
}
