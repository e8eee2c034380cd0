package httpapi

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// TestOGCBounds: large answers have a budget together, small ones are not counted, and who
// waits for a slot goes when its time is over.
func TestOGCBounds(t *testing.T) {
	o := &ogcState{making: make(chan struct{}, ogcAtOnce)}
	var leaves []func()
	for range ogcSending / maxItemBytes {
		leave, err := o.hold(maxItemBytes)
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, leave)
	}
	if _, err := o.hold(maxItemBytes); city.CodeOf(err) != "busy" {
		t.Errorf("one more: %v", err)
	}
	if leave, err := o.hold(ogcSmall - 1); err != nil {
		t.Errorf("a small one: %v", err)
	} else {
		leave()
	}
	leaves[0]()
	if leave, err := o.hold(maxItemBytes); err != nil {
		t.Errorf("after one has gone: %v", err)
	} else {
		leave()
	}
	for range ogcAtOnce {
		if _, err := o.make(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := o.make(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting: %v", err)
	}
	// A single feature waits as a page of them does.
	a := &ogcAnswer{s: &Server{}, r: httptest.NewRequest(http.MethodGet, "/ogc/collections/street/items/a", http.NoBody).WithContext(ctx)}
	a.s.ogc.making = o.making
	if _, _, err := a.item(nil, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a feature that waits: %v", err)
	}
}
