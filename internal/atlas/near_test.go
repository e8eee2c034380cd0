package atlas_test

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// served is a scheme with three kinds of places.
const served = `
layers:
  - {key: grid, name: {zh: 网格, en: Grid}, parent: "", partition: true}
places:
  - {key: red_sail_station, name: {zh: 红帆驿站, en: Red Sail station}}
  - {key: police_post, name: {zh: 警务室, en: Police post}}
  - {key: landmark, name: {zh: 地标, en: Landmark}}
`

func station(code string, at geo.Point) city.Place {
	return city.Place{Kind: atlas.StationKind, Code: code, Names: city.Names{Zh: "名" + code}, Point: at, State: city.PlaceOpen}
}

// withPlaces is the picture of a store that holds these places for ever.
func withPlaces(t testing.TB, list ...city.Place) *atlas.Picture {
	t.Helper()
	s := openStore(t, served)
	c := always(area("grid", "g", "", rect(0, 0, 100, 100)))
	for i := range list {
		c.Entries = append(c.Entries, city.PutContent(&list[i], city.Always()))
	}
	apply(t, s, c)
	return openAtlas(t, s, nil).Current()
}

// drawPlaces gives places of all kinds and states, with and without entrances, also several
// at one point.
func drawPlaces(rng *rand.Rand, n int) []city.Place {
	somewhere := func() geo.Point { return at(rng.Int32N(120), rng.Int32N(120)) }
	out := make([]city.Place, n)
	for i := range out {
		p := station(fmt.Sprint("s", i), somewhere())
		p.Kind = []string{atlas.StationKind, "police_post"}[rng.IntN(2)]
		if rng.IntN(4) == 0 {
			p.State = city.PlaceStates()[rng.IntN(len(city.PlaceStates()))]
		}
		for range rng.IntN(3) {
			p.Entrances = append(p.Entrances, somewhere())
		}
		out[i] = p
	}
	return out
}

// oracleStations measures every place.
func oracleStations(all []city.Place, q geo.Point, kinds []string) []atlas.StationAnswer {
	type measured struct {
		atlas.StationAnswer
		line geo.Metres
	}
	var found []measured
	for _, p := range all {
		if p.State != city.PlaceOpen || !slices.Contains(kinds, p.Kind) {
			continue
		}
		line := geo.Metres(math.Inf(1))
		doors := p.Entrances
		if len(doors) == 0 {
			doors = []geo.Point{p.Point}
		}
		for _, door := range doors {
			d, _ := geo.SegmentDistance(q.LonLat(), door.LonLat(), door.LonLat())
			line = min(line, geo.Metres(math.Round(float64(d/0.01)))*0.01)
		}
		way := 1.4 * float64(line)
		a := atlas.StationAnswer{
			Kind: p.Kind, Code: p.Code, Name: p.Name(), NameEn: p.Names.En, WalkS: int(math.Ceil(way / (4.5 / 3.6))), DistanceM: int(math.Round(way)),
			Method: "estimate", Point: p.Point.LonLat(),
		}
		if a.WalkS <= 600 {
			found = append(found, measured{a, line})
		}
	}
	slices.SortFunc(found, func(a, b measured) int {
		return cmp.Or(cmp.Compare(a.line, b.line), strings.Compare(a.Kind, b.Kind), strings.Compare(a.Code, b.Code))
	})
	out := []atlas.StationAnswer{}
	for _, f := range found[:min(len(found), 10)] {
		out = append(out, f.StationAnswer)
	}
	return out
}

// TestStationsAreTheNearest: what an answer names is what measuring every place gives, and
// the columns of a bulk hold the first of it.
func TestStationsAreTheNearest(t *testing.T) {
	for seed := range uint64(12) {
		rng := rand.New(rand.NewPCG(seed, 7))
		all := drawPlaces(rng, int(seed*seed))
		pic := withPlaces(t, all...)
		for _, kinds := range [][]string{nil, {"police_post"}, {"police_post", atlas.StationKind}, {"landmark"}} {
			compareStations(t, pic, all, kinds, rng)
		}
	}
}

func compareStations(t *testing.T, pic *atlas.Picture, all []city.Place, kinds []string, rng *rand.Rand) {
	t.Helper()
	meant := kinds
	if kinds == nil {
		meant = []string{atlas.StationKind}
	}
	there := slices.ContainsFunc(all, func(p city.Place) bool { return slices.Contains(meant, p.Kind) })
	in := "lon,lat\n"
	var first []string
	for range 50 {
		q := at(rng.Int32N(200)-40, rng.Int32N(200)-40)
		got := pic.Locate(q, atlas.Asked{Kinds: kinds})
		want := oracleStations(all, q, meant)
		if !slices.Equal(got.Stations, want) {
			t.Fatalf("%d places, kinds %v, %v\ngot  %+v\nwant %+v", len(all), kinds, q, got.Stations, want)
		}
		c := got.Coverage
		if !c.Asked || (c.CoverageAnswer != nil) != there || there && (c.Within10Min != (len(want) > 0) || c.Method != "estimate") {
			t.Fatalf("%v: coverage %+v of %d stations", q, c.CoverageAnswer, len(want))
		}
		line := ","
		if len(want) > 0 {
			line = want[0].Code + "," + strconv.Itoa(want[0].WalkS)
		}
		first = append(first, line)
		in += fmt.Sprintf("%.7f,%.7f\n", q.LonLat()[0], q.LonLat()[1])
	}
	if got := bulkStations(t, pic, in, kinds); !slices.Equal(got, first) {
		t.Fatalf("in bulk\ngot  %v\nwant %v", got, first)
	}
}

// bulkStations are the cells station_code and walk_s of each line.
func bulkStations(t *testing.T, pic *atlas.Picture, in string, kinds []string) []string {
	t.Helper()
	var out bytes.Buffer
	b := atlas.Bulk{LonField: "lon", LatField: "lat", Columns: atlas.ColumnsAll, Kinds: kinds}
	if _, err := pic.LocateCSV(t.Context(), strings.NewReader(in), &out, b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	code, walk := slices.Index(rows[0], "station_code"), slices.Index(rows[0], "walk_s")
	var cells []string
	for _, r := range rows[1:] {
		cells = append(cells, r[code]+","+r[walk])
	}
	return cells
}

// TestCoverage goes over the steps of the band: sure, twice doubtful, out of reach.
func TestCoverage(t *testing.T) {
	pic := withPlaces(t, station("s", at(0, 0)))
	for _, c := range []struct {
		north            int32 // in tenths of a cell: 1.11 m
		within, doubtful bool
	}{{0, true, false}, {374, true, false}, {376, true, true}, {482, true, true}, {484, false, true}, {562, false, true}, {564, false, false}, {9000, false, false}} {
		a := pic.Locate(geo.Point{X: x0, Y: y0 + c.north*cell/10}, atlas.Asked{NoAreas: true, NoBorder: true})
		if a.Coverage.CoverageAnswer == nil || a.Coverage.Within10Min != c.within || a.Coverage.Doubtful != c.doubtful || (len(a.Stations) > 0) != c.within {
			t.Errorf("%.1f m: %+v, %d stations", float64(c.north)*1.11, a.Coverage.CoverageAnswer, len(a.Stations))
		}
	}
}

// TestStates: a place counts while it is open, at the date asked about.
func TestStates(t *testing.T) {
	s := openStore(t, served)
	opened, _ := city.ParsePeriod("2026-07-01", "")
	before, _ := city.ParsePeriod("", "2026-07-01")
	plan, done := station("s", at(0, 0)), station("s", at(0, 0))
	plan.State = city.PlacePlanned
	apply(t, s, city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(&plan, before)}})
	apply(t, s, city.Change{Effective: opened.From, Entries: []city.Entry{city.PutContent(&done, opened)}})
	a := openAtlas(t, s, nil)
	for date, want := range map[string]string{
		"2026-06-30": `{"stations":[],"coverage":{"within_10_min":false,"method":"estimate","doubtful":false}}`,
		"2026-07-01": `{"stations":[{"kind":"red_sail_station","code":"s","name":"名s","walk_s":0,"distance_m":0,"open":null,"method":"estimate","point":[116,39]}],` +
			`"coverage":{"within_10_min":true,"method":"estimate","doubtful":false}}`,
	} {
		d, err := city.ParseDate(date)
		if err != nil {
			t.Fatal(err)
		}
		pic, err := a.At(t.Context(), d, 0)
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(pic.Locate(at(0, 0), atlas.Asked{NoAreas: true, NoBorder: true}))
		if err != nil || string(got) != want {
			t.Errorf("%s: %s, %v", date, got, err)
		}
	}
}

// TestOpenNow: by the clock of the city, over midnight, on holidays, on days that are worked
// instead, and beyond what the calendar knows.
func TestOpenNow(t *testing.T) {
	office := station("office", at(0, 0))
	office.Hours = &city.Hours{Calendar: "cn", Week: []city.WeekRule{
		{Days: city.Workdays, Open: []city.Span{city.Clock(9*60, 18*60)}}, {Days: city.Weekend | city.Holiday},
	}}
	night := station("night", at(1, 0))
	night.Hours = &city.Hours{Week: []city.WeekRule{{Days: city.Friday, Open: []city.Span{city.Clock(22*60, 6*60)}}}}
	odd := station("odd", at(2, 0))
	odd.Hours = &city.Hours{Calendar: "mars", Week: office.Hours.Week}
	pic := withPlaces(t, office, night, odd, station("silent", at(3, 0)))
	for at0, want := range map[string]string{
		"2026-11-20T10:00:00+08:00": "office:true night:false odd:null silent:null", // a Friday
		"2026-11-20T01:30:00Z":      "office:true night:false odd:null silent:null", // the same day in Shanghai
		"2026-11-20T22:00:00+08:00": "office:false night:true odd:null silent:null", // its evening
		"2026-11-21T05:59:59+08:00": "office:false night:true odd:null silent:null", // past midnight
		"2026-11-21T06:00:00+08:00": "office:false night:null odd:null silent:null", // nothing is said of Saturdays
		"2026-10-01T10:00:00+08:00": "office:false night:null odd:null silent:null", // a Thursday, National Day
		"2026-10-10T10:00:00+08:00": "office:true night:null odd:null silent:null",  // a Saturday that is worked
		"2027-03-01T10:00:00+08:00": "office:null night:null odd:null silent:null",  // of 2027 there is no notice yet
	} {
		when, err := time.Parse(time.RFC3339, at0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range pic.Locate(at(0, 0), atlas.Asked{At: when.In(pic.Scheme.Location())}).Stations {
			open := "null"
			if s.Open != nil {
				open = strconv.FormatBool(*s.Open)
			}
			got = append(got, s.Code+":"+open)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", at0, got, want)
		}
	}
}

func TestParseKinds(t *testing.T) {
	s, err := city.ParseScheme([]byte(served))
	if err != nil {
		t.Fatal(err)
	}
	got, err := atlas.ParseKinds(s, "landmark,police_post,landmark")
	if err != nil || !slices.Equal(got, []string{"landmark", "police_post"}) {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", "landmark,", "Landmark", "grid", " landmark", strings.Repeat("x", 9999)} {
		if _, err := atlas.ParseKinds(s, bad); city.CodeOf(err) != "unknown_kind" || len(err.Error()) > 200 {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
}

// BenchmarkStations is the nearest places of a city of 1,280 stations.
func BenchmarkStations(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	var all []city.Place
	for i := range 1_280 {
		all = append(all, station(fmt.Sprint("s", i), at(rng.Int32N(2_000), rng.Int32N(2_000)))) // 17 km × 22 km
	}
	pic := withPlaces(b, all...)
	b.ReportAllocs()
	for b.Loop() {
		pic.Locate(at(rng.Int32N(2_000), rng.Int32N(2_000)), atlas.Asked{NoAreas: true, NoBorder: true})
	}
}
