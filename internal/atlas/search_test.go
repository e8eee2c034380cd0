package atlas_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// find asks the demo and gives at most ten hits.
func (d *demoCity) find(t testing.TB, text string, near *geo.Point) []atlas.Hit {
	t.Helper()
	hits, err := d.atlas.Search(t.Context(), d.atlas.Current(), atlas.SearchAsk{Text: text, Near: near})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return hits
}

func place(hits []atlas.Hit, layer, code string) int {
	return slices.IndexFunc(hits, func(h atlas.Hit) bool { return h.Layer == layer && h.Code == code })
}

// TestSearchSpellings: the ways in which people ask for a community, its grid and a
// building. The names come from the made-up city; first is what must come first.
func TestSearchSpellings(t *testing.T) {
	d := openDemo(t, demo.SizeCity)
	grid := d.area(t, "grid", func(a *city.Area) bool {
		return strings.HasSuffix(a.Names.Zh, "社区第5网格") && len(a.Former) == 0
	})
	community := d.area(t, "community", func(a *city.Area) bool { return a.Code == grid.Parent })
	street := d.area(t, "street", func(a *city.Area) bool { return a.Code == community.Parent })
	district := d.area(t, "district", func(a *city.Area) bool { return a.Code == street.Parent })
	short := strings.TrimSuffix(community.Names.Zh, "社区")
	fifteenth := d.area(t, "grid", func(a *city.Area) bool { return strings.HasSuffix(a.Names.Zh, "第12网格") })
	building := d.building(t)
	yard := building.Address.Compound + building.Address.Building
	road, number := building.Address.Road, building.Address.Number
	for _, c := range []struct {
		text    string
		first   city.Content
		matched string
	}{
		{community.Names.Zh, community, atlas.ByName},
		{short, community, atlas.ByName},
		{" " + short + "\u3000", community, atlas.ByName},
		{grid.Names.Zh, grid, atlas.ByName},
		{short + "5", grid, atlas.ByName},
		{short + " 5", grid, atlas.ByName},
		{short + "5网格", grid, atlas.ByName},
		{short + "社区第五网格", grid, atlas.ByName},
		{short + "社区第５网格", grid, atlas.ByName},
		{short + "（第5网格）", grid, atlas.ByName},
		{"第5网格 " + short, grid, atlas.ByName},
		{district.Names.Zh + grid.Names.Zh, grid, atlas.ByName},
		{district.Names.Zh + street.Names.Zh + grid.Names.Zh, grid, atlas.ByName},
		{strings.Replace(fifteenth.Names.Zh, "12", "十二", 1), fifteenth, atlas.ByName},
		{community.Names.En, community, atlas.ByName},
		{strings.ToUpper(community.Names.En), community, atlas.ByName},
		{community.Code, community, atlas.ByCode},
		{"  " + community.Code[:6] + " " + community.Code[6:] + " ", community, atlas.ByCode},
		{wide(community.Code), community, atlas.ByCode},
		{strings.ToLower(building.Code), building, atlas.ByCode},
		{yard, building, atlas.ByName},
		{building.Address.Compound + " " + building.Address.Building, building, atlas.ByName},
		{strings.Replace(yard, "号楼", "栋", 1), building, atlas.ByName},
		{strings.Replace(yard, "号楼", "#", 1), building, atlas.ByName},
		{strings.Replace(yard, "号楼", "＃楼", 1), building, atlas.ByName},
		{road + number + yard, building, atlas.ByAddress},
		{"云帆市" + road + number + yard, building, atlas.ByAddress},
		{road + yard, building, atlas.ByAddress},
		{yard + "3单元502室", building, atlas.ByName},
	} {
		hits := d.find(t, c.text, nil)
		k := c.first.Key()
		if len(hits) == 0 || hits[0].Code != k.Code || hits[0].Layer != k.Layer || hits[0].Matched != c.matched {
			t.Errorf("%q: want %v by %s first, got %+v", c.text, k, c.matched, hits[:min(len(hits), 2)])
		}
	}
	if hits := d.find(t, road+number, nil); hits[0].Kind != atlas.HitAddress || hits[0].Name != road+number || hits[0].Bounds == nil {
		t.Errorf("%s%s: %+v", road, number, hits[0])
	}
	if hits := d.find(t, road+"99999号", nil); hits[0].Kind != atlas.HitLine || hits[0].Name != road || !strings.Contains(hits[0].Note, "99999号") {
		t.Errorf("a number that no house has: %+v", hits[0])
	}
}

// TestSearchOfANumberThatIsNot: 青年路5号 is no building 5号楼 of 青年路49号: the road comes first, and the number
// is told as not found, as an address is answered.
func TestSearchOfANumberThatIsNot(t *testing.T) {
	d := openDemo(t, demo.SizeCity)
	tried := 0
	for road, n := range d.strayNumbers(t) {
		text := fmt.Sprintf("%s%d号", road, n)
		if hits := d.find(t, text, nil); len(hits) == 0 || hits[0].Kind != atlas.HitLine || hits[0].Name != road || !strings.Contains(hits[0].Note, fmt.Sprintf("没有找到“%d号”", n)) {
			t.Errorf("%s: %+v", text, hits[:min(len(hits), 2)])
		}
		if tried++; tried == 20 {
			return
		}
	}
	if tried == 0 {
		t.Fatal("the demo has no such road")
	}
}

// strayNumbers are roads with a number of a building beside them that is no number of a house there.
func (d *demoCity) strayNumbers(t testing.TB) map[string]int {
	t.Helper()
	houses, buildings := map[string]map[string]bool{}, map[string][]string{}
	for _, r := range d.records(t) {
		if b, ok := r.Content.(*city.Building); ok && strings.HasSuffix(b.Address.Road, "街") && strings.HasSuffix(b.Address.Building, "号楼") {
			if houses[b.Address.Road] == nil {
				houses[b.Address.Road] = map[string]bool{}
			}
			houses[b.Address.Road][b.Address.Number] = true
			buildings[b.Address.Road] = append(buildings[b.Address.Road], b.Address.Building)
		}
	}
	out := map[string]int{}
	for road, all := range buildings {
		for _, building := range all {
			if n, err := strconv.Atoi(strings.TrimSuffix(building, "号楼")); err == nil && !houses[road][fmt.Sprintf("%d号", n)] {
				out[road] = n
			}
		}
	}
	return out
}

// building is one of several at its number, on a road whose name is no area's.
func (d *demoCity) building(t testing.TB) *city.Building {
	t.Helper()
	for _, r := range d.records(t) {
		if b, ok := r.Content.(*city.Building); ok && b.Compound != "" && strings.HasSuffix(b.Address.Road, "街") && b.Address.Building == "2号楼" {
			return b
		}
	}
	t.Fatal("the demo has no such building")
	return nil
}

// wide writes digits in full width.
func wide(s string) string {
	return strings.Map(func(r rune) rune { return r + 0xfee0 }, s)
}

// TestSearchOrder: wide areas before narrow ones, services before what only bears the name,
// and what is near before what is far.
func TestSearchOrder(t *testing.T) {
	d := openDemo(t, demo.SizeCity)
	community := d.area(t, "community", func(a *city.Area) bool { return strings.HasSuffix(a.Names.Zh, "社区") })
	short := strings.TrimSuffix(community.Names.Zh, "社区")
	kinds := map[string]int{}
	for i, h := range d.find(t, short, nil) {
		if _, seen := kinds[h.Layer]; !seen {
			kinds[h.Layer] = i
		}
	}
	if kinds["community"] != 0 || kinds["service_station"] > kinds["grid"] {
		t.Errorf("%s: order of layers %v", short, kinds)
	}
	prefix := community.Code[:7]
	last := 0
	for _, h := range d.find(t, prefix, nil) {
		if !strings.HasPrefix(h.Code, prefix) || len(h.Code) < last || h.Matched != atlas.ByCode {
			t.Errorf("%s: %+v", prefix, h)
		}
		last = len(h.Code)
	}
	for _, near := range []geo.Point{{X: 1_198_000_000, Y: 386_000_000}, {X: 1_199_500_000, Y: 387_500_000}} {
		before := -1.0
		for _, h := range d.find(t, "第3网格", &near) {
			m := float64(geo.Distance(h.Point, near.LonLat()))
			if m < before/3 {
				t.Errorf("near %v: %s lies %.0f m away, after one %.0f m away", near, h.Name, m, before)
			}
			before = max(before, m)
		}
	}
}

// TestSearchAsk: what is no question, and limits.
func TestSearchAsk(t *testing.T) {
	d := openDemo(t, demo.SizeTiny)
	for _, c := range []struct {
		ask  atlas.SearchAsk
		code string
	}{
		{atlas.SearchAsk{}, "empty_query"},
		{atlas.SearchAsk{Text: " \t\u3000"}, "empty_query"},
		{atlas.SearchAsk{Text: strings.Repeat("社", 201)}, "query_too_long"},
		{atlas.SearchAsk{Text: "社区", Limit: 51}, "out_of_range"},
		{atlas.SearchAsk{Text: "社区", Limit: -1}, "out_of_range"},
	} {
		_, err := d.atlas.Search(t.Context(), d.atlas.Current(), c.ask)
		if city.KindOf(err) != city.Invalid || city.CodeOf(err) != c.code || strings.Contains(err.Error(), "社") {
			t.Errorf("%+v: %v", c.ask, err)
		}
	}
	for limit, want := range map[int]int{0: 10, 1: 1, 50: 50} {
		hits, err := d.atlas.Search(t.Context(), d.atlas.Current(), atlas.SearchAsk{Text: "号楼", Limit: limit})
		if err != nil || len(hits) != want {
			t.Errorf("limit %d: %d hits, %v", limit, len(hits), err)
		}
	}
	for _, text := range []string{strings.Repeat("社", 200), strings.Repeat("1栋", 100), strings.Repeat("a1", 100), strings.Repeat("shi ", 50), "\x00", "\xff\xfe", "<img onerror=x>", "\u202e社区", "%", "。"} {
		d.find(t, text, nil)
	}
}

// TestSearchEmpty: a store without anything answers with nothing.
func TestSearchEmpty(t *testing.T) {
	a := openAtlas(t, openStore(t, plain), nil)
	for _, text := range []string{"x", "社区", "1", "119.8669,38.6847"} {
		hits := askSearch(t, a, text)
		if len(hits) != 0 && hits[0].Kind != atlas.HitCoordinate {
			t.Errorf("%q: %+v", text, hits)
		}
	}
}

// TestSearchIndexMaking: many ask at once and one index is made; a making that fails is
// tried again; a new revision's is made before anybody asks.
func TestSearchIndexMaking(t *testing.T) {
	store := &watched{Store: openStore(t, plain)}
	apply(t, store, always(area("upper", "u", "", rect(0, 0, 10, 10))))
	records := &recorded{watched: store}
	a := openAtlas(t, records, nil)
	search := func() ([]atlas.Hit, error) {
		return a.Search(context.Background(), a.Current(), atlas.SearchAsk{Text: "名u"})
	}
	gone := errors.New("the store is gone")
	records.fail.Store(&gone)
	if _, err := search(); !errors.Is(err, gone) {
		t.Fatalf("a store that is gone: %v", err)
	}
	records.fail.Store(nil)
	before := records.asked.Load()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if hits, err := search(); err != nil || len(hits) != 1 || hits[0].Code != "u" {
				t.Errorf("%+v, %v", hits, err)
			}
		})
	}
	wg.Wait()
	made := records.asked.Load() - before
	if made != 3 { // two layers and the places
		t.Errorf("%d readings of the past; want 3", made)
	}
	apply(t, store, always(area("upper", "v", "", rect(20, 0, 30, 10))))
	before = records.asked.Load()
	if _, err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(10 * time.Second); records.asked.Load()-before < 3; {
		if time.Now().After(end) {
			t.Fatal("after a new revision nobody makes its index")
		}
		time.Sleep(time.Millisecond)
	}
	if hits := askSearch(t, a, "名v"); len(hits) != 1 {
		t.Errorf("the new area: %+v", hits)
	}
}

// TestSearchStable: the same question has the same answer, from another index too.
func TestSearchStable(t *testing.T) {
	d := openDemo(t, demo.SizeTiny)
	other := openAtlas(t, d.store, noon)
	near := geo.Point{X: 1_198_000_000, Y: 386_000_000}
	for _, text := range []string{"社区", "号楼", "l", "1", "红帆驿站", "第1网格", "hfyz", "路 1"} {
		want := d.find(t, text, &near)
		for range 3 {
			got, err := other.Search(t.Context(), other.Current(), atlas.SearchAsk{Text: text, Near: &near})
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%q: %v\n%+v\nthen\n%+v", text, err, want, got)
			}
		}
	}
}
