package demo_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/atlas"
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
		for i := range d.Overlays {
			there[d.Overlays[i].Key()] = true
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
		for _, role := range city.DefaultRoles() {
			if role.Key == "duty_desk" { // contacts answer at every hour: the demo city has no desk without a person
				continue
			}
			if roles[role.Key] == 0 && (role.Key != "compound_support" || d.Size != demo.SizeTiny) { // too few branches for a weak one
				t.Errorf("nobody is a %s", role.Key)
			}
		}
		acting := 0
		for _, c := range all {
			if p, ok := c.(*city.Post); ok && p.Acting {
				acting++
			}
		}
		if acting == 0 || roles["linked_leader"] != len(layer(d.Areas, "street")) || roles["community_secretary"] != communities {
			t.Errorf("%d act for others; %v", acting, roles)
		}
	})
}

// TestBeats: beats of the police and of the city's management, of whole communities and one over the other, lie in
// a street of each district, and an answer about a spot in them names their workers.
func TestBeats(t *testing.T) {
	d, err := cities[demo.SizeMiddle]()
	if err != nil {
		t.Fatal(err)
	}
	a, err := atlas.Open(context.Background(), stored(t, d), nil)
	if err != nil {
		t.Fatal(err)
	}
	evening, err := time.Parse(time.RFC3339, "2026-11-29T18:00:00+08:00")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for i := range d.Overlays {
		o := &d.Overlays[i]
		want := map[string]string{"police_beat": "police true", "management_beat": "city_management false"}[o.Class["kind"]]
		if want == "" {
			continue
		}
		kinds[o.Class["kind"]]++
		told := ""
		for _, p := range a.Current().Locate(partition.LabelPoint(o.Shape), atlas.Asked{At: evening, NoStations: true}).Posts {
			if p.Area == o.Code {
				told += fmt.Sprint(p.Specialty, " ", *p.OnDuty)
			}
		}
		if told != want {
			t.Errorf("in %s the beat's worker is %q, want %q", o.Code, told, want)
		}
	}
	if districts := len(layer(d.Areas, "district")); kinds["police_beat"] <= districts || kinds["management_beat"] < districts {
		t.Errorf("of %d districts: %v", districts, kinds)
	}
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
