package demo_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// ring keeps keys in memory. They are the codes, filled up: a test needs no secret.
type ring struct{}

func newRing() ring { return ring{} }

func (ring) Ensure(ctx context.Context, codes []string) ([][]byte, error) {
	out := make([][]byte, len(codes))
	for i, code := range codes {
		out[i] = []byte((code + strings.Repeat(".", city.KeyBytes))[:city.KeyBytes])
	}
	return out, ctx.Err()
}
func (r ring) Get(ctx context.Context, codes []string) ([][]byte, error) { return r.Ensure(ctx, codes) }
func (ring) Erase(ctx context.Context, _ []string) error                 { return ctx.Err() }
func (ring) Erased(ctx context.Context) ([]string, error)                { return nil, ctx.Err() }

// manned are the entries of a city's staff by key.
func manned(t *testing.T, d *demo.City) map[city.Key]city.Content {
	t.Helper()
	changes, err := d.Staff(context.Background(), newRing())
	if err != nil {
		t.Fatal(err)
	}
	out := map[city.Key]city.Content{}
	for i := range changes {
		for _, e := range changes[i].Entries {
			if out[e.Key] != nil {
				t.Errorf("%s stands twice", e.Key)
			}
			out[e.Key] = e.Content
		}
	}
	return out
}

// TestStaff: the same staff each time, every seat but the planted one exists, every person of a
// post is there, nobody can be taken for a real one, and nothing personal stands open.
func TestStaff(t *testing.T) {
	eachSize(t, func(t *testing.T, d *demo.City) {
		all := manned(t, d)
		if again := manned(t, d); !reflect.DeepEqual(all, again) {
			t.Error("another staff the second time")
		}
		there := map[city.Key]bool{}
		for i := range d.Areas {
			there[d.Areas[i].Key()] = true
		}
		for i := range d.Buildings {
			there[city.Key{Kind: city.KindBuilding, Layer: city.LayerBuilding, Code: d.Buildings[i].Code}] = true
		}
		for i := range d.Places {
			there[city.Key{Kind: city.KindPlace, Layer: d.Places[i].Kind, Code: d.Places[i].Code}] = true
		}
		roles, stranded := map[string]int{}, 0
		for _, c := range all {
			switch c := c.(type) {
			case *city.Post:
				roles[c.Role]++
				if !there[c.At.Key()] && all[c.At.Key()] == nil {
					stranded++
				}
				if c.Person != "" && all[city.Key{Kind: city.KindPerson, Layer: city.LayerPerson, Code: c.Person}] == nil {
					t.Errorf("%s names nobody: %s", c.Code, c.Person)
				}
			case *city.Organisation:
				checkOrganisation(t, c, all, there)
			case *city.Person:
				checkPerson(t, c)
			}
		}
		if stranded != 1 && d.Size != demo.SizeTiny || stranded > 1 {
			t.Errorf("%d posts are of what has ended", stranded)
		}
		grids, communities := len(layer(d.Areas, "grid")), len(layer(d.Areas, "community"))
		near := func(got, of int, share float64) bool { return float64(got) >= share*float64(of)-1 && got <= of }
		if !near(roles["grid_head"], grids, 0.98) || !near(roles["full_time_worker"], grids, 0.97) || roles["window_staff"] < 2*communities-share(communities, 1) || roles["window_staff"] > 3*communities {
			t.Errorf("of %d grids and %d communities: %v", grids, communities, roles)
		}
		for _, role := range []string{"linked_member", "branch_secretary", "property_contact", "community_worker", "station_keeper"} {
			if roles[role] == 0 {
				t.Errorf("nobody is a %s", role)
			}
		}
	})
}

func checkOrganisation(t *testing.T, o *city.Organisation, all map[city.Key]city.Content, there map[city.Key]bool) {
	t.Helper()
	for _, seat := range append([]city.Seat{o.Of, o.Place}, o.Covers...) {
		if seat != (city.Seat{}) && !there[seat.Key()] {
			t.Errorf("%s is of %v, which is not there", o.Code, seat)
		}
	}
	if up := (city.Key{Kind: city.KindOrganisation, Layer: city.LayerOrganisation, Code: o.Parent}); o.Parent != "" && all[up] == nil {
		t.Errorf("%s: nothing is above it as %s", o.Code, o.Parent)
	}
	if o.Source != demo.Notice.Zh {
		t.Errorf("%s does not say that it is made up", o.Code)
	}
}

func checkPerson(t *testing.T, p *city.Person) {
	t.Helper()
	keys, err := newRing().Get(context.Background(), []string{p.Code})
	if err != nil {
		t.Fatal(err)
	}
	d, err := city.Unseal(keys[0], p.Code, p.Sealed)
	switch {
	case err != nil:
		t.Error(err)
	case !strings.Contains(d.Name, "演示") || len(d.Phones) != 1 || !strings.HasPrefix(d.Phones[0].Number, "000-"):
		t.Errorf("%s could be taken for a real person", p.Code)
	}
}
