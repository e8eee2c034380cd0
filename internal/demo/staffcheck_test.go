package demo_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// staffOf is what the check of a city's staff says on a date.
func staffOf(t *testing.T, s city.Store, day string) *atlas.StaffCheck {
	t.Helper()
	a, err := atlas.Open(context.Background(), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := a.At(context.Background(), date(t, day), 0)
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.Staff(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// share is a part of n things, at least one: what the demo promises of each gap.
func share(n int, percent float64) int { return max(1, int(float64(n)*percent/100+0.5)) }

// TestStaffGaps: checks find the planted gaps, as many as promised and no others.
func TestStaffGaps(t *testing.T) {
	eachSize(t, func(t *testing.T, d *demo.City) {
		s := stored(t, d)
		c := staffOf(t, s, "2026-11-22")
		found := map[string][]atlas.StaffFinding{}
		for _, k := range c.Kinds {
			found[k.Kind] = k.Findings
		}
		n := len(layer(d.Areas, "grid"))
		vacantEach := share(n, 1)
		waiting := 0 // grids of the street without professional workers
		if streets := layer(d.Areas, "street"); len(streets) > 10 {
			for _, g := range layer(d.Areas, "grid") {
				if strings.HasPrefix(g.Code, streets[len(streets)-1].Code) {
					waiting++
				}
			}
		}
		for kind, want := range map[string]int{
			atlas.StaffHead: share(n, 2) + vacantEach, atlas.StaffWorker: share(n, 3) + vacantEach, atlas.StaffProfessional: waiting,
			atlas.StaffVacant: 2 * vacantEach, atlas.StaffFixing: 2 * share(n, 1), atlas.StaffWindow: share(len(layer(d.Areas, "community")), 1), atlas.StaffClash: share(n, 0.5),
			atlas.StaffEnding: 1, atlas.StaffAway: share(len(layer(d.Areas, "community")), 1),
		} {
			if got := len(found[kind]); got != want {
				t.Errorf("%s: %d found, %d planted", kind, got, want)
			}
		}
		all := manned(t, d)
		want := byHand(d, all)
		linksByHand(d, all, want)
		checkSame(t, found, want)
		checkStreets(t, c, n)
		if before := staffOf(t, s, "2025-12-31"); before != nil {
			t.Errorf("before the staff came %d posts were checked", before.Posts)
		}
	})
}

// byHand finds some kinds of gaps in the entries themselves, without any index.
func byHand(d *demo.City, all map[city.Key]city.Content) map[string][]string {
	out := map[string][]string{}
	held, own, covered, weak := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, c := range all {
		switch c := c.(type) {
		case *city.Post:
			if c.Person != "" {
				held[c.Role+c.At.Code] = true
			} else {
				out[atlas.StaffVacant] = append(out[atlas.StaffVacant], c.Code)
			}
		case *city.Organisation:
			if c.DataDate != "" && c.DataDate < "2025-11-22" {
				out[atlas.StaffOld] = append(out[atlas.StaffOld], c.Code)
			}
			if !slices.Contains([]string{"branch", "community_committee", "street_committee"}, c.Kind) { // none of the Party
				continue
			}
			if c.Class["weak"] == "yes" {
				weak[c.Of.Code] = true
			}
			if c.Kind == "branch" && c.Members != nil && *c.Members >= 50 {
				out[atlas.StaffBranchSize] = append(out[atlas.StaffBranchSize], c.Code)
			}
			own[c.Of.Code] = true
			for _, seat := range append(c.Covers, c.Of) {
				covered[seat.Code] = true
			}
		}
	}
	for i := range d.Areas {
		a := &d.Areas[i]
		miss := func(kind string, missing bool) {
			if missing {
				out[kind] = append(out[kind], a.Code)
			}
		}
		switch a.Layer {
		case "grid":
			miss(atlas.StaffHead, !held["grid_head"+a.Code])
			miss(atlas.StaffWorker, !held["full_time_worker"+a.Code])
		case "compound":
			count := a.Class["self_managed_members"]
			miss(atlas.StaffOwnBranch, (len(count) > 1 || count >= "3") && !own[a.Code])
			miss(atlas.StaffNoBranch, !covered[a.Code])
			miss(atlas.StaffWeak, weak[a.Code] && !held["compound_support"+a.Code])
		}
	}
	for i := range d.Places {
		p := &d.Places[i]
		if p.Kind == "red_sail_station" && p.State == "open" && p.Hours.Week[6] != nil && // the date is a Sunday
			!held["station_keeper"+p.Code] && !held["station_keeper"+p.Grid[:12]] {
			out[atlas.StaffKeeper] = append(out[atlas.StaffKeeper], p.Code)
		}
	}
	return out
}

// linksByHand finds the gaps of linked members in the same way: posts in the order of codes.
func linksByHand(d *demo.City, all map[city.Key]city.Content, out map[string][]string) {
	var posts []*city.Post
	for _, c := range all {
		if p, ok := c.(*city.Post); ok && p.Role == "linked_member" {
			posts = append(posts, p)
		}
	}
	slices.SortFunc(posts, func(a, b *city.Post) int { return strings.Compare(a.Code, b.Code) })
	house, each, began := map[string]*demo.Building{}, map[string]int{}, map[string]bool{}
	for i := range d.Buildings {
		house[d.Buildings[i].Code] = &d.Buildings[i]
	}
	for _, p := range posts {
		each[p.At.Code]++
		began[house[p.At.Code].Grid] = true
	}
	load, first, nth := map[string]int{}, map[string]*city.Post{}, map[string]int{}
	for _, p := range posts {
		b := house[p.At.Code]
		load[p.Person] += int(b.Households) / each[b.Code]
		if nth[b.Code] < int(b.Households)%each[b.Code] { // what is left over goes to the first, one each
			load[p.Person]++
		}
		nth[b.Code]++
		if first[p.Person] == nil {
			first[p.Person] = p
		} else if house[first[p.Person].At.Code].Grid != b.Grid {
			out[atlas.StaffLinkGrid] = append(out[atlas.StaffLinkGrid], p.Code)
		}
	}
	for person, p := range first {
		if n := load[person]; n < 5 || n > 10 {
			out[atlas.StaffLinks] = append(out[atlas.StaffLinks], p.Code)
		}
	}
	lived := map[string]bool{}
	for _, b := range house {
		if b.Households > 0 && b.Grid != "" && !began[b.Grid] && !lived[b.Grid] {
			lived[b.Grid] = true
			out[atlas.StaffNoMember] = append(out[atlas.StaffNoMember], b.Grid)
		}
	}
	for code, b := range house {
		if began[b.Grid] && b.Households > 0 && each[code] == 0 {
			out[atlas.StaffNoLink] = append(out[atlas.StaffNoLink], code)
		}
	}
}

func checkSame(t *testing.T, found map[string][]atlas.StaffFinding, want map[string][]string) {
	t.Helper()
	for _, kind := range []string{atlas.StaffHead, atlas.StaffWorker, atlas.StaffVacant, atlas.StaffOwnBranch, atlas.StaffNoBranch, atlas.StaffKeeper, atlas.StaffLinks, atlas.StaffLinkGrid, atlas.StaffNoLink, atlas.StaffNoMember, atlas.StaffBranchSize, atlas.StaffWeak, atlas.StaffOld} {
		var got []string
		for _, f := range found[kind] {
			got = append(got, f.Code)
			if f.At == nil {
				t.Errorf("%s of %s lies nowhere", kind, f.Code)
			}
		}
		slices.Sort(got)
		slices.Sort(want[kind])
		if len(got) == 0 && kind != atlas.StaffWeak || !slices.Equal(got, want[kind]) {
			t.Errorf("%s: found %v, want %v", kind, got, want[kind])
		}
	}
}

// checkStreets: streets sum to the city, what is missing opens down, and nobody is named.
func checkStreets(t *testing.T, c *atlas.StaffCheck, grids int) {
	t.Helper()
	sum := 0
	for _, s := range c.Streets {
		sum += s.Grids
		if s.Complete+len(s.Missing) != s.Grids {
			t.Errorf("street %s: %d grids, %d complete, %d not", s.Code, s.Grids, s.Complete, len(s.Missing))
		}
	}
	if sum != grids {
		t.Errorf("the streets have %d grids, want %d", sum, grids)
	}
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, personal := range []string{"YS0", "000-8", "演示0"} {
		if strings.Contains(string(text), personal) {
			t.Errorf("the check holds %q of a person", personal)
		}
	}
}
