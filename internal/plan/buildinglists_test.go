package plan_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/plan"
)

// TestBuildingsAreMeasuredOnce: page after page is read from one answer, whatever the second that it is asked
// in; another question, and the city after a change, are measured anew.
func TestBuildingsAreMeasuredOnce(t *testing.T) {
	d := demoDesk(t, demo.SizeTiny)
	ask := func(a plan.Ask) *plan.Buildings {
		t.Helper()
		got, err := d.BuildingsOf(t.Context(), d.atlas.Current(), a)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	at := d.atlas.Now()
	first := ask(plan.Ask{At: at, Minutes: 5, Exact: true, By: "street"})
	again := ask(plan.Ask{At: at.Add(time.Minute), Minutes: 5})
	if !plan.SameWays(first, again) {
		t.Error("the second page is measured anew")
	}
	one, _ := first.Page("", 3)
	two, _ := again.Page("", 3)
	if one.At == two.At || len(one.Buildings) != 3 || one.Buildings[2].Code != two.Buildings[2].Code {
		t.Errorf("%+v\n%+v", one, two)
	}
	rest, _ := again.Page(one.Buildings[1].Code, 1)
	if len(rest.Buildings) != 1 || rest.Buildings[0].Code != one.Buildings[2].Code {
		t.Errorf("after %s: %+v", one.Buildings[1].Code, rest.Buildings)
	}
	home := ask(plan.Ask{At: at, Minutes: 5, From: true})
	if plan.SameWays(first, home) {
		t.Error("the way home is taken from the way there")
	}
	if !plan.SameWays(first, ask(plan.Ask{At: at, Minutes: 5})) || !plan.SameWays(home, ask(plan.Ask{At: at, Minutes: 5, From: true})) {
		t.Error("two readers undo each other's answers")
	}
	d.apply(put(station("one_more", 10, 10)))
	if plan.SameWays(first, ask(plan.Ask{At: at, Minutes: 5})) {
		t.Error("the city has changed, and the answer is the old one")
	}
}

// TestBuildingsStopWhenTheCallerLeaves: nothing is computed for who has gone, and the next caller is answered.
func TestBuildingsStopWhenTheCallerLeaves(t *testing.T) {
	d := demoDesk(t, demo.SizeTiny)
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := d.BuildingsOf(gone, d.atlas.Current(), plan.Ask{}); !errors.Is(err, context.Canceled) {
		t.Errorf("for who has gone: %v", err)
	}
	got, err := d.BuildingsOf(t.Context(), d.atlas.Current(), plan.Ask{})
	if err != nil {
		t.Fatal(err)
	}
	if page, _ := got.Page("", 1); len(page.Buildings) != 1 || len(page.Buildings[0].Nearest) == 0 {
		t.Errorf("%+v", page)
	}
}

// BenchmarkBuildingPages takes the pages of the list of buildings from one answer: a step is a page.
func BenchmarkBuildingPages(b *testing.B) {
	d := demoDesk(b, demo.SizeMiddle)
	after := ""
	for b.Loop() {
		got, err := d.BuildingsOf(b.Context(), d.atlas.Current(), plan.Ask{})
		if err != nil {
			b.Fatal(err)
		}
		page, more := got.Page(after, 100)
		if after = page.Buildings[len(page.Buildings)-1].Code; !more {
			after = ""
		}
	}
}
