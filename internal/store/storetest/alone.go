package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// AloneElsewhere judges that two who have a store open, as two processes have it, exclude each other: while the
// one is alone the other does not write, what the one reads stays, and a change's guard is asked while nobody
// else is alone; its error keeps the change from being written.
func AloneElsewhere(t *testing.T, a, b city.Store) {
	t.Helper()
	one, other := &desk{t: t, Store: a}, &desk{t: t, Store: b}
	one.do(put("district", "d0", ""))
	district := func(code string) city.Change {
		return city.Change{Effective: city.OpenStart, Entries: []city.Entry{put("district", code, "")}}
	}
	written := make(chan error, 1)
	err := a.Alone(t.Context(), func(ctx context.Context) error {
		go func() { _, err := b.Apply(ctx, district("d1")); written <- err }()
		select {
		case err := <-written:
			return errors.Join(errors.New("the other wrote while one was alone"), err)
		case <-time.After(300 * time.Millisecond):
		}
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
	equal(t, "revision", other.state().Revision, int64(2))

	guarded, alone := district("d2"), make(chan error, 1)
	guarded.Guard = func(ctx context.Context) error {
		go func() { alone <- b.Alone(ctx, func(context.Context) error { return nil }) }()
		select {
		case err := <-alone:
			return errors.Join(errors.New("the other was alone while one wrote"), err)
		case <-time.After(300 * time.Millisecond):
			return nil
		}
	}
	one.apply(guarded)
	if err := <-alone; err != nil {
		t.Fatal(err)
	}
	refused := errors.New("not now")
	never := district("d3")
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
}
