package atlas_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// TestOverlapsCountHomes: an overlay over the middle of two grids. Exact sums are those of the homes on the
// common ground, a building counts in the grid that it names; a stranger is told whole blocks, and nothing where there is none.
func TestOverlapsCountHomes(t *testing.T) {
	entries := []city.Entry{
		put("district", "D", rect(0, 0, 100, 100)), put("grid", "g1", rect(0, 0, 50, 100)), put("grid", "g2", rect(50, 0, 100, 100)),
		put("overlay", "o", rect(25, 0, 75, 100)), put("overlay", "few", rect(90, 90, 96, 96)),
	}
	for i := range int32(12) { // on both sides of the overlay's border in g1, within it in g2
		entries = append(entries, lived(fmt.Sprint("out", i), "", 5, 4+6*i, 10), lived(fmt.Sprint("in", i), "", 30, 4+6*i, 20), lived(fmt.Sprint("east", i), "", 60, 4+6*i, 30))
	}
	entries = append(entries, lived("named", "g1", 62, 90, 7), lived("lone", "", 92, 92, 5))
	s := openStore(t, overlapScheme)
	if _, err := s.Apply(t.Context(), city.Change{Effective: city.OpenStart, Entries: entries}); err != nil {
		t.Fatal(err)
	}
	a := openAtlas(t, s, nil)
	ask := func(code string, exact bool) string {
		list, _, err := a.Overlaps(t.Context(), a.Current(), "overlay", code, "", exact)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, o := range list {
			n := "withheld"
			if !o.Withheld {
				n = fmt.Sprint(*o.Households)
			}
			out = append(out, o.Code+" "+n)
		}
		slices.Sort(out)
		return fmt.Sprint(out)
	}
	for _, c := range []struct {
		code  string
		exact bool
		want  string
	}{
		{"o", true, "[D 607 g1 247 g2 360]"}, {"few", true, "[D 5 g2 5]"},
		{"few", false, "[D withheld g2 withheld]"},
	} {
		if got := ask(c.code, c.exact); got != c.want {
			t.Errorf("overlay %s, exact %t: %s, want %s", c.code, c.exact, got, c.want)
		}
	}
	if got := ask("o", false); got == ask("o", true) || got == "[D withheld g1 withheld g2 withheld]" {
		t.Errorf("a stranger is told %s", got)
	}
}

// TestTurns: the dates on which areas begin and end, of layers that answer, the latest where there are too many.
func TestTurns(t *testing.T) {
	s := openStore(t, overlapScheme)
	date := func(text string) city.Date {
		d, err := city.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	during := func(layer, code, from, to string) city.Entry {
		p := city.Period{From: date(from), To: city.OpenEnd}
		if to != "" {
			p.To = date(to)
		}
		return city.PutArea(area(layer, code, "", rect(0, 0, 10, 10)), p)
	}
	_, err := s.Apply(t.Context(), city.Change{Effective: date("2020-01-01"), Entries: []city.Entry{
		during("district", "D", "2020-01-01", ""), during("grid", "g", "2024-07-01", "2025-07-01"), during("overlay", "o", "2025-07-01", "2030-01-01"),
		during("land_use", "field", "2021-01-01", ""),
	}})
	if err != nil {
		t.Fatal(err)
	}
	p := openAtlas(t, s, nil).Current()
	all, more := p.Turns(10)
	want := []atlas.Turn{{Date: "2020-01-01", Layers: []string{"district"}}, {Date: "2024-07-01", Layers: []string{"grid"}}, {Date: "2025-07-01", Layers: []string{"grid", "overlay"}}, {Date: "2030-01-01", Layers: []string{"overlay"}}}
	if fmt.Sprint(all) != fmt.Sprint(want) || more {
		t.Errorf("%v, more %t; want %v", all, more, want)
	}
	if few, more := p.Turns(2); fmt.Sprint(few) != fmt.Sprint(want[2:]) || !more {
		t.Errorf("of two: %v, more %t", few, more)
	}
}
