package atlas_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
)

// TestStationsOverTheNetwork: in a whole town, what an answer says of a point is what the routes
// from there to each open station say, found one by one; some of the nearest lie across a border.
func TestStationsOverTheNetwork(t *testing.T) {
	pic := openDemo(t, demo.SizeTiny).atlas.Current()
	streets, err := pic.Streets()
	if err != nil {
		t.Fatal(err)
	}
	net := streets.Network()
	box, _ := pic.Bounds()
	r := rand.New(rand.NewPCG(6, 6))
	measured, off, abroad := 0, 0, 0
	for range 400 {
		q := geo.Point{X: box.Min.X + r.Int32N(box.Max.X-box.Min.X), Y: box.Min.Y + r.Int32N(box.Max.Y-box.Min.Y)}
		got := pic.Locate(q, atlas.Asked{NoBorder: true})
		foot, miss := net.Snap(q)
		if !miss.OK() {
			if off++; got.Coverage.Method != atlas.Estimate {
				t.Fatalf("%v is off the network, but: %+v", q, got.Coverage.CoverageAnswer)
			}
			continue
		}
		measured++
		want := routesTo(pic, streets, foot)
		var have []string
		for _, s := range got.Stations {
			have = append(have, fmt.Sprint(s.Code, " ", s.WalkS))
			if s.Method != atlas.Network || s.DistanceM > s.WalkS*5/4+1 {
				t.Fatalf("%v: %+v", q, s)
			}
		}
		if !slices.Equal(have, want[:min(10, len(want))]) || got.Coverage.Within10Min != (len(want) > 0) || got.Coverage.Method != atlas.Network || got.Coverage.Doubtful {
			t.Fatalf("%v: %v, %+v\nwant %v", q, have, got.Coverage.CoverageAnswer, want)
		}
		if len(got.Stations) > 0 && communityAt(pic, q) != communityOf(pic, got.Stations[0].Code) {
			abroad++
		}
	}
	if measured < 50 || off < 5 || abroad < 3 {
		t.Errorf("%d points on the network, %d off it, %d with the nearest station across a border: too few to say much", measured, off, abroad)
	}
}

// routesTo are the open stations within ten minutes of a foothold and the seconds to each, the
// nearest first.
func routesTo(pic *atlas.Picture, streets *atlas.Streets, from walk.Foothold) []string {
	type one struct {
		code string
		time walk.Time
	}
	var found []one
	for _, p := range pic.PlacesOf(atlas.StationKind) {
		if p.State != city.PlaceOpen {
			continue
		}
		doors := p.Entrances
		if len(doors) == 0 {
			doors = []geo.Point{p.Point}
		}
		best := walk.Never
		for _, door := range doors {
			if to, miss := streets.Network().Snap(door); miss.OK() {
				if r, ok := streets.Network().Route(from, to, 6000); ok {
					best = min(best, r.Time)
				}
			}
		}
		if best != walk.Never {
			found = append(found, one{p.Code, best})
		}
	}
	slices.SortStableFunc(found, func(a, b one) int { return int(a.time) - int(b.time) })
	var out []string
	for _, f := range found {
		out = append(out, fmt.Sprint(f.code, " ", f.time.Seconds()))
	}
	return out
}

func communityAt(pic *atlas.Picture, q geo.Point) string {
	for _, a := range pic.Locate(q, atlas.Asked{NoBorder: true, NoStations: true, NoCoverage: true}).Areas {
		if a.Layer == "community" {
			return a.Code
		}
	}
	return ""
}

func communityOf(pic *atlas.Picture, code string) string {
	for _, p := range pic.PlacesOf(atlas.StationKind) {
		if p.Code == code {
			return communityAt(pic, p.Point)
		}
	}
	return ""
}

func aLine(layer, code, class string, points ...geo.Point) *city.Line {
	return &city.Line{Layer: layer, Code: code, Class: map[string]string{"class": class}, Shape: geo.MultiLine{geo.Line(points)}}
}

// yard is two streets joined at their east end, a wall between them, a station on each, and one
// far from all streets.
func yard(t *testing.T) (city.Store, *atlas.Atlas) {
	t.Helper()
	s := openStore(t, served)
	c := always(area("grid", "g", "", rect(-100, -100, 400, 400)))
	south, north, lone := station("south", at(0, 0)), station("north", at(0, 10)), station("lone", at(0, 62))
	south.Services, north.Services, north.Skills = []string{"急救"}, []string{"急救", "调解"}, []string{"手语"}
	closed := station("closed", at(2, 0))
	closed.State = city.PlaceClosed
	post := station("post", at(5, 0))
	post.Kind = "police_post"
	for _, one := range []city.Content{
		&south, &north, &lone, &closed, &post,
		aLine("road", "R1", "residential", at(-5, 0), at(0, 0), at(30, 0)), aLine("road", "R2", "residential", at(-5, 10), at(0, 10), at(30, 10)),
		aLine("road", "R3", "residential", at(30, 0), at(30, 10)), aLine("wall", "W1", "wall", at(-5, 5), at(29, 5)),
	} {
		c.Entries = append(c.Entries, city.PutContent(one, city.Always()))
	}
	apply(t, s, c)
	return s, openAtlas(t, s, nil)
}

// said are the places of an answer with their seconds and methods, and the coverage.
func said(pic *atlas.Picture, q geo.Point, a atlas.Asked) string {
	a.NoAreas, a.NoBorder = true, true
	got := pic.Locate(q, a)
	out := ""
	for _, s := range got.Stations {
		out += fmt.Sprintf("%s %d %d %s; ", s.Code, s.WalkS, s.DistanceM, s.Method)
	}
	c := got.Coverage.CoverageAnswer
	if c == nil {
		return out + "null"
	}
	return out + fmt.Sprint(c.Within10Min, " ", c.Method, " ", c.Doubtful)
}

// TestWaysHeedWalls: the way goes round the wall, a path over it makes it short, a place off the
// network is an estimate and says so, closed ones are not in it, tags choose. Cells are 8.65 m wide
// and 11.1 m high.
func TestWaysHeedWalls(t *testing.T) {
	s, a := yard(t)
	q := at(0, 9) // 11 m from the northern street, 100 m from the southern one
	for _, c := range []struct {
		asked atlas.Asked
		want  string
	}{
		{atlas.Asked{}, "north 9 11 network; south 514 642 network; true network false"},
		{atlas.Asked{Tags: []string{"手语", "调解"}}, "north 9 11 network; true network false"},
		{atlas.Asked{Tags: []string{"手语", "理发"}}, "null"},
		{atlas.Asked{Kinds: []string{"police_post"}}, "post 479 599 network; true network false"},
		{atlas.Asked{Kinds: []string{"police_post", "red_sail_station"}, Tags: []string{"急救"}}, "north 9 11 network; south 514 642 network; true network false"},
		{atlas.Asked{Kinds: []string{"landmark"}}, "null"},
	} {
		if got := said(a.Current(), q, c.asked); got != c.want {
			t.Errorf("%v %v: %s, want %s", c.asked.Kinds, c.asked.Tags, got, c.want)
		}
	}
	before := a.Current()
	path := aLine("path", "P1", "path", at(0, 0), at(0, 10))
	wall := aLine("wall", "W1", "wall", at(1, 5), at(29, 5))
	apply(t, s, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(path, city.Always()), city.PutContent(wall, city.Always())}})
	refresh(t, a)
	if got, want := said(a.Current(), q, atlas.Asked{}), "north 9 11 network; south 80 100 network; true network false"; got != want {
		t.Errorf("over the path: %s, want %s", got, want)
	}
	if got, want := said(before, q, atlas.Asked{}), "north 9 11 network; south 514 642 network; true network false"; got != want {
		t.Errorf("the picture before: %s, want %s", got, want)
	}
}

func refresh(t *testing.T, a *atlas.Atlas) {
	t.Helper()
	if _, err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestMethodTells: off the network, and with a place off it, the method says what was measured.
func TestMethodTells(t *testing.T) {
	s, a := yard(t)
	far := at(0, 40) // more than 300 m from any street
	if got, want := said(a.Current(), far, atlas.Asked{}), "lone 274 342 estimate; north 374 466 estimate; south 498 622 estimate; true estimate false"; got != want {
		t.Errorf("far from streets: %s, want %s", got, want)
	}
	// When the stations on the network close, only the one off it is near: it is told, and is no
	// coverage.
	for _, code := range []string{"south", "north"} {
		p := station(code, at(0, map[string]int32{"south": 0, "north": 10}[code]))
		p.State = city.PlaceClosed
		apply(t, s, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(&p, city.Always())}})
	}
	refresh(t, a)
	if got, want := said(a.Current(), at(0, 20), atlas.Asked{}), "lone 523 653 estimate; false network true"; got != want {
		t.Errorf("only one off the network: %s, want %s", got, want)
	}
}

// TestOtherPlacesOtherWays: another set of places has other ways, and a place with the same doors
// keeps them but says its new name.
func TestOtherPlacesOtherWays(t *testing.T) {
	s, a := yard(t)
	q := at(20, 0)
	first := said(a.Current(), q, atlas.Asked{})
	more := station("more", at(21, 0))
	apply(t, s, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(&more, city.Always())}})
	refresh(t, a)
	if got, want := said(a.Current(), q, atlas.Asked{}), "more 7 9 network; "+first; got != want {
		t.Errorf("with one more: %s, want %s", got, want)
	}
	renamed := station("south", at(0, 0))
	renamed.Names.Zh = "新名"
	apply(t, s, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(&renamed, city.Always())}})
	refresh(t, a)
	got := a.Current().Locate(q, atlas.Asked{})
	if n := len(got.Stations); n < 2 || got.Stations[1].Code != "south" || got.Stations[1].Name != "新名" {
		t.Errorf("renamed: %+v", got.Stations)
	}
}

// BenchmarkStationsOnNetwork is the nearest places of a point of the demo city.
func BenchmarkStationsOnNetwork(b *testing.B) {
	pic := openDemo(b, demo.SizeTiny).atlas.Current()
	box, _ := pic.Bounds()
	r := rand.New(rand.NewPCG(1, 1))
	pic.Locate(box.Min, atlas.Asked{NoAreas: true, NoBorder: true})
	b.ReportAllocs()
	for b.Loop() {
		q := geo.Point{X: box.Min.X + r.Int32N(box.Max.X-box.Min.X), Y: box.Min.Y + r.Int32N(box.Max.Y-box.Min.Y)}
		pic.Locate(q, atlas.Asked{NoAreas: true, NoBorder: true})
	}
}

// TestCircleHeedsTheCity: the circle of a station ends at the wall, goes on where a path leads over
// it, and counts closed places for their own sake only; a city without streets has none.
func TestCircleHeedsTheCity(t *testing.T) {
	s, a := yard(t)
	circle := func(code string, minutes int) geo.MultiPolygon {
		t.Helper()
		bands, err := a.PlaceCircle(t.Context(), a.Current(), atlas.PlaceAsk{Kind: atlas.StationKind, Code: code, Minutes: []int{minutes}})
		if err != nil || len(bands) != 1 || bands[0].Place.Code != code {
			t.Fatalf("%s: %+v, %v", code, bands, err)
		}
		return bands[0].Shape
	}
	over, here := at(0, 8), at(0, 2)
	if c := circle("south", 3); c.Owns(over) || !c.Owns(here) {
		t.Error("three minutes from the southern station do not end at the wall")
	}
	if c := circle("closed", 3); !c.Owns(here) {
		t.Error("a closed station has no circle of its own")
	}
	both, err := a.Current().Circles(t.Context(), atlas.CirclesAsk{CircleSet: atlas.CircleSet{Kinds: []string{atlas.StationKind}, Minutes: []int{1}, Split: true}, Box: yardBox})
	if err != nil || len(both) != 2 || both[0].Place.Code != "north" || both[1].Place.Code != "south" || both[0].Shape.Owns(here) || !both[1].Shape.Owns(here) {
		t.Errorf("split: %d bands, %v", len(both), err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := a.Current().Circles(gone, atlas.CirclesAsk{CircleSet: atlas.CircleSet{Kinds: []string{atlas.StationKind}, Minutes: []int{1}, Split: true}, Box: yardBox}); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits for it any more: %v", err)
	}
	if _, err := a.PlaceCircle(t.Context(), a.Current(), atlas.PlaceAsk{Kind: atlas.StationKind, Code: "lone", Minutes: []int{3}}); city.CodeOf(err) != "place_off_network" {
		t.Errorf("off the network: %v", err)
	}
	path := aLine("path", "P1", "path", at(0, 0), at(0, 10))
	wall := aLine("wall", "W1", "wall", at(1, 5), at(29, 5))
	apply(t, s, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(path, city.Always()), city.PutContent(wall, city.Always())}})
	refresh(t, a)
	if c := circle("south", 3); !c.Owns(over) {
		t.Error("over the path three minutes do not reach beyond the wall")
	}
	none := withPlaces(t, station("s", at(0, 0)))
	p := station("s", at(0, 0))
	if _, err := none.Circle(t.Context(), &p, "", false, []int{5}); city.CodeOf(err) != "no_network" {
		t.Errorf("without streets: %v", err)
	}
	if _, err := none.Circles(t.Context(), atlas.CirclesAsk{CircleSet: atlas.CircleSet{Kinds: []string{atlas.StationKind}, Minutes: []int{5}, Split: false}, Box: geo.EmptyBox()}); city.CodeOf(err) != "no_network" {
		t.Errorf("without streets, all: %v", err)
	}
}

// yardBox is the box of the yard's grid.
var yardBox = geo.EmptyBox().Extend(at(-100, -100)).Extend(at(400, 400))

// TestManyAskAtOnce: whoever asks while the network is made waits for it; none gets another answer.
func TestManyAskAtOnce(t *testing.T) {
	_, a := yard(t)
	var wg sync.WaitGroup
	got := make([]string, 32)
	for i := range got {
		wg.Go(func() { got[i] = said(a.Current(), at(0, 9), atlas.Asked{}) })
	}
	wg.Wait()
	for i, one := range got {
		if one != "north 9 11 network; south 514 642 network; true network false" {
			t.Errorf("asker %d: %s", i, one)
		}
	}
}

// TestPlacesInAnotherDatum: places of a kind that stand beside the streets by one common shift are
// estimates; those of another kind are measured as ever.
func TestPlacesInAnotherDatum(t *testing.T) {
	s := openStore(t, served)
	c := always(area("grid", "g", "", rect(-100, -100, 700, 700)))
	right := station("right", at(20, 0))
	c.Entries = append(c.Entries, city.PutContent(&right, city.Always()))
	for i := range int32(30) {
		c.Entries = append(c.Entries, city.PutContent(aLine("road", fmt.Sprint("R", i), "residential", at(0, 18*i), at(40, 18*i)), city.Always()))
		post := station(fmt.Sprint("post", i), at(i, 18*i+6)) // 66 m north of its street
		post.Kind = "police_post"
		c.Entries = append(c.Entries, city.PutContent(&post, city.Always()))
	}
	c.Entries = append(c.Entries, city.PutContent(aLine("road", "up", "residential", at(0, 0), at(0, 522)), city.Always()))
	apply(t, s, c)
	pic := openAtlas(t, s, nil).Current()
	q := at(20, 0)
	for kind, method := range map[string]string{"police_post": atlas.Estimate, atlas.StationKind: atlas.Network} {
		got := pic.Locate(q, atlas.Asked{Kinds: []string{kind}})
		if len(got.Stations) == 0 || got.Stations[0].Method != method || got.Coverage.Method != method || !got.Coverage.Within10Min {
			t.Errorf("%s: %+v, %+v, want %s", kind, got.Stations, got.Coverage.CoverageAnswer, method)
		}
	}
}

// TestOutlinesAtOnce: 200 outlines are drawn at once and not one more, whether places or minutes make
// them many; merged ones are few however many places there are.
func TestOutlinesAtOnce(t *testing.T) {
	s := openStore(t, served)
	c := always(area("grid", "g", "", rect(-100, -100, 600, 400)))
	c.Entries = append(c.Entries, city.PutContent(aLine("road", "R1", "residential", at(0, 0), at(520, 0)), city.Always()))
	for i := range 51 {
		one := station(fmt.Sprintf("s%02d", i), at(10*int32(i)+5, 0))
		c.Entries = append(c.Entries, city.PutContent(&one, city.Always()))
	}
	apply(t, s, c)
	pic := openAtlas(t, s, nil).Current()
	draw := func(east int32, split bool, minutes ...int) (int, error) {
		bands, err := pic.Circles(t.Context(), atlas.CirclesAsk{CircleSet: atlas.CircleSet{Kinds: []string{atlas.StationKind}, Minutes: minutes, Split: split}, Box: geo.EmptyBox().Extend(at(0, -10)).Extend(at(east, 10))})
		return len(bands), err
	}
	if n, err := draw(500, true, 1, 2, 3, 4); city.CodeOf(err) != "box_too_large" || !strings.Contains(err.Error(), "200 outlines") {
		t.Errorf("204 outlines: %d, %v", n, err)
	}
	if n, err := draw(500, false, 1, 2, 3, 4); err != nil || n != 4 {
		t.Errorf("merged: %d, %v", n, err)
	}
	if n, err := draw(490, true, 1, 2, 3, 4); err != nil || n != 200 {
		t.Errorf("200 outlines: %d, %v", n, err)
	}
}
