package access_test

import (
	"slices"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

func (b *bench) opened(s *access.Service) access.Opening {
	b.t.Helper()
	o, err := s.Opened(b.t.Context())
	b.ok(err)
	return o
}

// TestOpened: nothing at first; a decision holds at once here, within a second elsewhere.
func TestOpened(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	other := b.another()
	for _, s := range []*access.Service{b.Service, other} {
		if o := b.opened(s); o.Any() || o.Has("grid") || o.Has("all") || o.Has("") {
			t.Fatalf("a new store has open %v", o.Keys())
		}
	}
	b.ok(b.OpenMore(ctx, b.by, "grid", "station"))
	if o := b.opened(b.Service); !o.Has("grid") || o.Has("street") || o.All() {
		t.Fatalf("open are %v", o.Keys())
	}
	b.clock.pass(time.Second)
	if o := b.opened(other); !o.Has("grid") {
		t.Fatalf("elsewhere are open %v", o.Keys())
	}
	b.ok(b.OpenMore(ctx, b.by, "street"))
	b.ok(b.ChangeOpened(ctx, b.by, nil, nil, []string{"grid", "none"}))
	if o := b.opened(b.Service); !slices.Equal(o.Keys(), []string{"station", "street"}) {
		t.Fatalf("open are %v", o.Keys())
	}
	b.ok(b.OpenMore(ctx, b.by, access.OpenAll))
	if o := b.opened(b.Service); !o.Has("anything") || !o.All() {
		t.Fatalf("open are %v", o.Keys())
	}
	b.ok(b.ChangeOpened(ctx, b.by, []string{"grid", "station", "street"}, nil, []string{"street"})) // the rest stays open by name
	if o := b.opened(b.Service); !slices.Equal(o.Keys(), []string{"grid", "station"}) {
		t.Fatalf("open are %v", o.Keys())
	}
	b.ok(b.ChangeOpened(ctx, b.by, nil, nil, []string{access.OpenAll}))
	if o := b.opened(b.Service); o.Any() {
		t.Fatalf("open are %v", o.Keys())
	}
	want(t, b.OpenMore(ctx, b.by, "a b"), city.Invalid, "bad_opened")
	want(t, b.OpenMore(ctx, as(access.Planner), "grid"), city.Forbidden, "forbidden")
	if o := b.opened(b.Service); o.Any() {
		t.Fatalf("open are %v", o.Keys())
	}
}
