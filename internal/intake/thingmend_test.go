package intake_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// mending is a store of buildings in a wrong datum, and what the true file says.
type mending struct {
	*world
	wrong, right []string // features, in the same order
	true         map[string]geo.Box
}

// newMending stores the first n buildings of an extract as they are in GCJ-02.
func newMending(t *testing.T, n int) *mending {
	t.Helper()
	path := extract(t, "beijing-bupt-campus")
	m := &mending{world: newWorld(t, threeLayers), wrong: waysWith(t, inSystem(t, path, "gcj02"), "building"), right: waysWith(t, path, "building")}
	if n > len(m.wrong) || len(m.wrong) != len(m.right) {
		t.Fatalf("%d and %d buildings", len(m.wrong), len(m.right))
	}
	m.true = boxes(newMendingWorld(t, m.right).at(""))
	m.takeThings(m.write("geojson", collection(m.wrong[:n]...)), intake.ThingOptions{Kind: intake.TableBuilding})
	return m
}

func newMendingWorld(t *testing.T, right []string) *mending {
	t.Helper()
	m := &mending{world: newWorld(t, threeLayers)}
	m.takeThings(m.write("geojson", collection(right...)), intake.ThingOptions{Kind: intake.TableBuilding})
	return m
}

// mend imports true buildings over the wrong ones.
func (m *mending) mend(text string, from *city.Date) *intake.ThingReport {
	m.Helper()
	r := m.takeThings(m.write("geojson", text), intake.ThingOptions{Kind: intake.TableBuilding, CRS: "EPSG:4326", Replace: true, EffectiveFrom: from})
	if r.Status == intake.Refused || len(r.Rejected) > 0 {
		m.Fatalf("%+v", r)
	}
	return r
}

// at gives the buildings of a date; empty = today.
func (m *mending) at(date string) map[string]*city.Building {
	m.Helper()
	day := mustDate(m, "2026-11-21")
	if date != "" {
		day = mustDate(m, date)
	}
	rs, err := m.store.Records(m.Context(), city.Query{Kind: city.KindBuilding, At: &day})
	if err != nil {
		m.Fatalf("%v", err)
	}
	out := map[string]*city.Building{}
	for _, r := range rs {
		out[r.Key().Code] = r.Content.(*city.Building)
	}
	return out
}

func boxes(of map[string]*city.Building) map[string]geo.Box {
	out := map[string]geo.Box{}
	for code, b := range of {
		out[code] = b.Box()
	}
	return out
}

// astray counts the buildings that do not stand where they truly do, of a number.
func (m *mending) astray(date string, want, wrong int) map[string]*city.Building {
	m.Helper()
	there, n := m.at(date), 0
	for code, b := range there {
		if b.Box() != m.true[code] {
			n++
		}
	}
	if len(there) != want || n != wrong {
		m.Errorf("on %q: %d buildings, %d of them astray; want %d and %d", date, len(there), n, want, wrong)
	}
	return there
}

// homes counts the buildings that tell their households.
func homes(of map[string]*city.Building) (n int) {
	for _, b := range of {
		if b.Households != nil {
			n++
		}
	}
	return n
}

// TestThingsMendPlaceAlone: what mends a datum gives the past true places and nothing else: what a building
// said before it goes on to say of then; new content and new buildings hold from today.
func TestThingsMendPlaceAlone(t *testing.T) {
	m := newMending(t, 106)
	named := func(name, from string) {
		day := mustDate(t, from)
		m.takeThings(m.write("geojson", collection(strings.Replace(m.wrong[0], `"code":`, `"name":"`+name+`","code":`, 1))), intake.ThingOptions{Kind: intake.TableBuilding, EffectiveFrom: &day, CRS: "wgs84"})
	}
	named("旧名", "2024-05-01")
	named("新名", "2090-05-01")
	r := m.mend(strings.ReplaceAll(collection(m.right...), `"code":`, `"households":7,"code":`), nil)
	if r.Mended != 106 || r.Effective != "2026-11-21" || !strings.Contains(r.Summary(), "106 in a true place as long as") {
		t.Errorf("%d mended, from %q: %s", r.Mended, r.Effective, r.Summary())
	}
	code := codeIn(t, m.right[0])
	for _, c := range []struct {
		date        string
		count, told int
		name        string
	}{
		{"1950-06-01", 106, 0, ""}, {"2024-06-01", 106, 0, "旧名"}, {"", 109, 109, "旧名"}, {"2090-06-01", 109, 108, "新名"},
	} {
		there := m.astray(c.date, c.count, 0)
		if n := homes(there); n != c.told {
			t.Errorf("on %q %d buildings have households, want %d", c.date, n, c.told)
		}
		if got := there[code].Names.Zh; c.name != "" && got != c.name {
			t.Errorf("on %q the first is called %q, want %q", c.date, got, c.name)
		}
	}
}

// TestThingsMendEnded: what the true file lacks ends today, and is not taken out of the past.
func TestThingsMendEnded(t *testing.T) {
	m := newMending(t, 109)
	if r := m.mend(collection(m.right[:107]...), nil); len(r.Ended) != 2 || r.Mended != 107 {
		t.Errorf("%d ended, %d mended", len(r.Ended), r.Mended)
	}
	m.astray("2020-06-01", 109, 2)
	m.astray("", 107, 0)
	rs, err := m.store.Records(t.Context(), city.Query{Kind: city.KindBuilding})
	if err != nil || len(rs) != 109 {
		t.Errorf("%d versions of 109 buildings of which only the place changed: %v", len(rs), err)
	}
}

// TestThingsMendFromDay: a date that is asked for stands: before it nothing is mended.
func TestThingsMendFromDay(t *testing.T) {
	m := newMending(t, 109)
	day := mustDate(t, "2025-01-01")
	if r := m.mend(collection(m.right...), &day); r.Mended != 0 || r.Effective != "2025-01-01" {
		t.Errorf("%d mended, from %q", r.Mended, r.Effective)
	}
	m.astray("2024-12-31", 109, 109)
	m.astray("2025-01-01", 109, 0)
}

// TestThingsMendMoved: a building that the true file has elsewhere than the datum explains has moved: its past stays.
func TestThingsMendMoved(t *testing.T) {
	m := newMending(t, 109)
	text := collection(append([]string{strings.Replace(m.right[1], codeIn(t, m.right[1]), codeIn(t, m.right[0]), 1), strings.Replace(m.right[0], codeIn(t, m.right[0]), codeIn(t, m.right[1]), 1)}, m.right[2:]...)...)
	if r := m.mend(text, nil); r.Mended != 107 {
		t.Errorf("%d mended, want 107", r.Mended)
	}
	m.astray("2020-06-01", 109, 2)
}

// codeIn is the code of a feature.
func codeIn(t *testing.T, feature string) string {
	t.Helper()
	_, after, ok := strings.Cut(feature, `"code":"`)
	code, _, closed := strings.Cut(after, `"`)
	if !ok || !closed {
		t.Fatalf("no code in %.80s", feature)
	}
	return code
}

func mustDate(t tester, text string) city.Date {
	t.Helper()
	d, err := city.ParseDate(text)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return d
}
