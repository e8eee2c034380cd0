package intake_test

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/walk/streets"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// osmWays is what the tests take from an extract beside what the import does.
type osmWays struct {
	Nodes []struct {
		ID  int64   `xml:"id,attr"`
		Lon float64 `xml:"lon,attr"`
		Lat float64 `xml:"lat,attr"`
	} `xml:"node"`
	Ways []struct {
		ID    int64 `xml:"id,attr"`
		Nodes []struct {
			Ref int64 `xml:"ref,attr"`
		} `xml:"nd"`
		Tags []struct {
			K string `xml:"k,attr"`
			V string `xml:"v,attr"`
		} `xml:"tag"`
	} `xml:"way"`
}

// waysWith gives the ways of an extract that have a tag as features, with rings as polygons.
func waysWith(t *testing.T, path, key string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var doc osmWays
	if err := xml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	at := map[int64][2]float64{}
	for _, n := range doc.Nodes {
		at[n.ID] = [2]float64{n.Lon, n.Lat}
	}
	var out []string
	for _, w := range doc.Ways {
		class := ""
		for _, tag := range w.Tags {
			if tag.K == key {
				class = tag.V
			}
		}
		var line [][2]float64
		for _, n := range w.Nodes {
			if p, ok := at[n.Ref]; ok {
				line = append(line, p)
			}
		}
		if class == "" || len(line) < 2 {
			continue
		}
		shape, kind := any(line), "LineString"
		if key == "building" {
			if shape, kind = [][][2]float64{line}, "Polygon"; len(line) < 4 || line[0] != line[len(line)-1] {
				continue
			}
		}
		places, err := json.Marshal(shape)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf(`{"type":"Feature","properties":{"code":"W%d","class":%q},"geometry":{"type":%q,"coordinates":%s}}`, w.ID, class, kind, places))
	}
	return out
}

// withBuildings is a store of the buildings of an extract alone.
func withBuildings(t *testing.T, path, system string) *world {
	t.Helper()
	w := newWorld(t, threeLayers)
	w.takeThings(w.write("geojson", collection(waysWith(t, path, "building")...)), intake.ThingOptions{Kind: intake.TableBuilding, CRS: system})
	return w
}

// TestNetworkDatumOfBuildings: where the store has neither streets nor borders, its buildings tell that a
// file of streets is in GCJ-02, or that they themselves are; the remedy that is named works.
func TestNetworkDatumOfBuildings(t *testing.T) {
	path := extract(t, "beijing-bupt-campus")
	shifted := shiftedOSM(t, path)
	w := withBuildings(t, path, "")
	var refusal *crs.Refusal
	_, err := intake.ImportNetwork(t.Context(), w.store, shifted, intake.NetworkOptions{})
	if !errors.As(err, &refusal) || refusal.Cause != crs.CauseShifted || refusal.Suggest != "--crs gcj02" || !strings.Contains(refusal.Message, "buildings") || len(w.lines()) != 0 {
		t.Fatalf("the shifted file: %v, %d lines", err, len(w.lines()))
	}
	t.Log(refusal.Message)
	if !strings.Contains(refusal.Message, "state the system of the file with --crs") {
		t.Errorf("no way out of a false alarm: %s", refusal.Message)
	}
	first := w.network(shifted, intake.NetworkOptions{Options: streets.Options{CRS: "gcj02"}})
	if r := w.network(path, intake.NetworkOptions{}); r.Accepted != first.Accepted {
		t.Errorf("the true file beside it: %d lines, %d before", r.Accepted, first.Accepted)
	}
	// Whoever states the system is believed and is told what the buildings say.
	for system, file := range map[string]string{"gcj02": path, "EPSG:4326": shifted} {
		r := withBuildings(t, path, "").network(file, intake.NetworkOptions{Options: streets.Options{CRS: system}})
		if r.Status != intake.StoredWithFindings || r.Counts.Shifted != 1 || len(r.Shifted) != 1 || r.Shifted[0].Reason != crs.CauseShifted || !strings.Contains(r.Shifted[0].Message, "buildings") {
			t.Errorf("%s, stated wrongly: %s, %+v", system, r.Status, r.Shifted)
		}
	}
	// Where it is the buildings that are shifted, the file cannot be mended, and no option is named.
	_, err = intake.ImportNetwork(t.Context(), withBuildings(t, shifted, "").store, path, intake.NetworkOptions{})
	if !errors.As(err, &refusal) || refusal.Suggest != "" || !strings.Contains(refusal.Message, "what the store holds is shifted as in GCJ-02") {
		t.Errorf("shifted buildings, true streets: %v", err)
	}
}

// TestNetworkDatumIsMended: a store that holds a shifted network, from before its buildings came, takes the
// right one: the same file with its system, or the true file, with --replace and without.
func TestNetworkDatumIsMended(t *testing.T) {
	path := extract(t, "beijing-bupt-campus")
	shifted := shiftedOSM(t, path)
	gcj := streets.Options{CRS: "gcj02"}
	for name, c := range map[string]struct {
		file string
		o    intake.NetworkOptions
	}{
		"the file with its system":          {shifted, intake.NetworkOptions{Options: gcj}},
		"that in place of what is there":    {shifted, intake.NetworkOptions{Options: gcj, Replace: true}},
		"the true file":                     {path, intake.NetworkOptions{}},
		"the true file in place":            {path, intake.NetworkOptions{Replace: true}},
		"the true file in place, as stated": {path, intake.NetworkOptions{Options: streets.Options{CRS: "EPSG:4326"}, Replace: true}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, threeLayers)
			w.network(shifted, intake.NetworkOptions{})
			w.takeThings(w.write("geojson", collection(waysWith(t, path, "building")...)), intake.ThingOptions{Kind: intake.TableBuilding})
			if r := w.network(c.file, c.o); r.Status == intake.Unchanged {
				t.Errorf("nothing is mended: %s", r.Status)
			}
			right := newWorld(t, threeLayers)
			right.network(path, intake.NetworkOptions{})
			far := 0
			want := map[string]city.Line{}
			for _, l := range right.lines() {
				want[l.Code] = l
			}
			for _, l := range w.lines() {
				if a, b := l.Shape[0][0], want[l.Code].Shape[0][0]; max(a.X-b.X, b.X-a.X, a.Y-b.Y, b.Y-a.Y) > 500 { // 6 m: the ends of a gate may change places
					far++
				}
			}
			if far > 0 {
				t.Errorf("%d lines are not where they should be", far)
			}
		})
	}
}

// TestTrueStreetsAreTaken: parts of a true network, any streets or those around one, few or all, beside true
// buildings are never refused.
func TestTrueStreetsAreTaken(t *testing.T) {
	tries := 100
	if os.Getenv("REDSAIL_LONG") != "" {
		tries = 2000
	}
	for _, name := range []string{"beijing-bupt-campus", "jiangxi-guixi"} {
		path := extract(t, name)
		all := waysWith(t, path, "highway")
		w := withBuildings(t, path, "")
		begins := make([][2]float64, len(all))
		for i := range all {
			begins[i] = firstPlace(t, all[i])
		}
		random := rand.New(rand.NewPCG(6, 1))
		for n := range tries {
			order := random.Perm(len(all))
			if n%2 == 0 { // those that begin nearest to some place
				from := begins[order[0]]
				slices.SortFunc(order, func(a, b int) int {
					p, q := begins[a], begins[b]
					return cmp.Compare(math.Hypot(p[0]-from[0], p[1]-from[1]), math.Hypot(q[0]-from[0], q[1]-from[1]))
				})
			}
			some := []string{}
			for _, i := range order[:1+random.IntN(len(all))] {
				some = append(some, all[i])
			}
			var refusal *crs.Refusal
			_, err := intake.ImportNetwork(t.Context(), w.store, w.write("geojson", geojson(some...)), intake.NetworkOptions{DryRun: true})
			if errors.As(err, &refusal) {
				t.Errorf("%s: try %d, %d of %d streets: %v", name, n, len(some), len(all), err)
			}
		}
	}
}

// firstPlace is where a feature of a line begins.
func firstPlace(t *testing.T, feature string) [2]float64 {
	t.Helper()
	var f struct {
		Geometry struct {
			Coordinates [][2]float64 `json:"coordinates"`
		} `json:"geometry"`
	}
	if err := json.Unmarshal([]byte(feature), &f); err != nil {
		t.Fatal(err)
	}
	return f.Geometry.Coordinates[0]
}

// metresFrom is the place so many metres to the east and north of another, [lon, lat].
func metresFrom(at [2]float64, east, north float64) [2]float64 {
	const degree = 111_320.0
	return [2]float64{at[0] + east/(degree*math.Cos(at[1]*math.Pi/180)), at[1] + north/degree}
}

// pilotVillage is a store of 48 houses on both sides of one lane, or of two that cross, and of nothing else.
func pilotVillage(t *testing.T, at [2]float64, crossed bool) *world {
	t.Helper()
	var houses []string
	for i := range 48 {
		along, side := float64(i/2)*20-230, float64(i%2)*12-6
		p := metresFrom(at, along, side)
		if crossed && i%4 > 1 {
			p = metresFrom(at, side, along)
		}
		houses = append(houses, fmt.Sprintf(`{"type":"Feature","properties":{"code":"B%d"},"geometry":{"type":"Point","coordinates":[%.7f,%.7f]}}`, i, p[0], p[1]))
	}
	w := newWorld(t, threeLayers)
	w.takeThings(w.write("geojson", collection(houses...)), intake.ThingOptions{Kind: intake.TableBuilding, CRS: "EPSG:4326"})
	return w
}

// lane is a feature of a straight street between two places.
func lane(code string, a, b [2]float64) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"class":"residential"},"geometry":{"type":"LineString","coordinates":[[%.7f,%.7f],[%.7f,%.7f]]}}`, code, a[0], a[1], b[0], b[1])
}

// TestHomesSetBackAreTold: homes that all stand 18 m to the north of their lanes are taken, and so are their lanes,
// whichever comes first; both reports say that the system of one of them may be another, as no finding.
func TestHomesSetBackAreTold(t *testing.T) {
	at := [2]float64{116.1, 40}
	var lanes, houses []string
	for row := range 5 {
		north := float64(row) * 80
		lanes = append(lanes, lane(fmt.Sprintf("L%d", row), metresFrom(at, 0, north), metresFrom(at, 500, north)))
		for i := range 40 {
			p := metresFrom(at, 10+12*float64(i), north+18+float64(i%7)-3)
			houses = append(houses, fmt.Sprintf(`{"type":"Feature","properties":{"code":"B%d-%d"},"geometry":{"type":"Point","coordinates":[%.7f,%.7f]}}`, row, i, p[0], p[1]))
		}
	}
	for _, lanesFirst := range []bool{true, false} {
		w := newWorld(t, threeLayers)
		buildings := func() *intake.ThingReport {
			return w.takeThings(w.write("geojson", collection(houses...)), intake.ThingOptions{Kind: intake.TableBuilding, CRS: "EPSG:4326"})
		}
		network := func() *intake.NetworkReport {
			return w.network(w.write("geojson", geojson(lanes...)), intake.NetworkOptions{})
		}
		if !lanesFirst {
			buildings()
			r := network()
			if !strings.Contains(r.SetBack, "0 m to the east and 18 m to the north") || r.Counts.Shifted != 0 {
				t.Errorf("lanes after the homes: %q %+v", r.SetBack, r.Counts)
			}
			continue
		}
		if r := network(); r.SetBack != "" {
			t.Errorf("lanes alone: %s", r.SetBack)
		}
		r := buildings()
		if r.Shifted == nil || r.Shifted.Reason != intake.SetBack || r.Findings() != 0 || !strings.Contains(r.Summary(), "0 m to the east and 18 m to the north") {
			t.Errorf("homes after the lanes: %+v %s", r.Shifted, r.Summary())
		}
	}
}

// TestNextVillageIsTaken: the true streets of the next village, wherever it lies, are no evidence: of the
// houses of the first one they say nothing, though a shift may well bring them together.
func TestNextVillageIsTaken(t *testing.T) {
	tries := 400
	if os.Getenv("REDSAIL_LONG") != "" {
		tries = 4000
	}
	random := rand.New(rand.NewPCG(24, 1))
	for i, at := range [][2]float64{{116.35, 39.96}, {117.21, 28.29}, {109.99, 39.82}, {116.35, 39.96}} {
		w := pilotVillage(t, at, i == 3)
		for n := range tries {
			east, north := random.Float64()*1600-800, random.Float64()*1600-800
			var some []string
			switch {
			case n%10 > 0:
				some = append(some,
					lane("lane", metresFrom(at, east-450, north), metresFrom(at, east+450, north)),
					lane("way", metresFrom(at, east, north-300), metresFrom(at, east, north+300)))
			default: // a net
				for k := range 9 {
					d := float64(k-4) * 70
					some = append(some,
						lane(fmt.Sprintf("row %d", k), metresFrom(at, east-280, north+d), metresFrom(at, east+280, north+d)),
						lane(fmt.Sprintf("column %d", k), metresFrom(at, east+d, north-280), metresFrom(at, east+d, north+280)))
				}
			}
			if _, err := intake.ImportNetwork(t.Context(), w.store, w.write("geojson", geojson(some...)), intake.NetworkOptions{DryRun: true}); err != nil {
				t.Errorf("%v, try %d, %.0f m to the east and %.0f m to the north: %v", at, n, east, north, err)
			}
		}
	}
}
