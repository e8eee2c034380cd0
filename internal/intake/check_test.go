package intake_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// TestCheck: a check is asked about every row that is taken, one that changes nothing too, and in a strict
// import that another row refuses; what it refuses gives no report.
func TestCheck(t *testing.T) {
	w := newStaffed(t)
	w.things(intake.TablePlace, "police_post", "code,name,lon,lat\np1,一,116.005,40.005\np2,二,116.015,40.005\n")
	var asked []string
	check := func(_ context.Context, c *city.Change) error {
		for _, e := range c.Entries {
			asked = append(asked, e.Key.Code)
		}
		return nil
	}
	const again = "code,name,lon,lat\np1,一,116.005,40.005\np2,新,116.015,40.005\nbad,无,,\n"
	r := w.things(intake.TablePlace, "police_post", again, func(o *intake.ThingOptions) { o.Strict, o.Check = true, check })
	if r.Status != intake.Refused || !slices.Equal(asked, []string{"p1", "p2"}) {
		t.Errorf("%s, asked about %q", r.Status, asked)
	}
	asked = nil
	o := intake.AttributeOptions{Layer: "grid", Check: check, Now: func() time.Time { return noon }}
	path := w.write("csv", "code,name_new,population\nG1,,5\nG2,,\n")
	if r, err := intake.ImportAttributes(t.Context(), w.store, path, o); err != nil || r.Status != intake.Stored || !slices.Equal(asked, []string{"G2", "G1"}) {
		t.Errorf("%+v, %v, asked about %q", r, err, asked)
	}
	no := errors.New("no")
	o.Check = func(context.Context, *city.Change) error { return no }
	if r, err := intake.ImportAttributes(t.Context(), w.store, path, o); !errors.Is(err, no) || r != nil { // all unchanged by now
		t.Errorf("%+v, %v", r, err)
	}
}
