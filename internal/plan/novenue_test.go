package plan_test

import (
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/plan"
)

// TestACityWithoutVenues: where no activity venue is left, every compound is without one.
func TestACityWithoutVenues(t *testing.T) {
	d := demoDesk(t, demo.SizeTiny)
	venues, err := d.store.Records(t.Context(), city.Query{Kind: city.KindPlace, Layer: "activity_venue"})
	if err != nil || len(venues) == 0 {
		t.Fatalf("%d venues, %v", len(venues), err)
	}
	var c city.Change
	c.Effective = city.OpenStart
	for i := range venues {
		c.Entries = append(c.Entries, city.DeleteKey(venues[i].Key(), city.OpenStart))
	}
	d.apply(c)
	got, err := d.Norms(t.Context(), plan.Ask{Minutes: 10, Exact: true})
	if err != nil {
		t.Fatal(err)
	}
	compounds := 0
	for _, g := range d.atlas.Current().Grounds() {
		if g.Key == city.LayerCompound {
			compounds = len(g.Areas)
		}
	}
	if len(got.NoVenue) != compounds || compounds == 0 {
		t.Errorf("%d compounds without a venue, of %d", len(got.NoVenue), compounds)
	}
	for _, c := range got.NoVenue {
		if c.WalkS >= 0 || c.Nearest != "" {
			t.Errorf("%+v", c)
		}
	}
}
