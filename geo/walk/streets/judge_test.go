package streets_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"
	"github.com/paulmach/osm/osmxml"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk/streets"
)

// extracts are the real files of ../shared/data/walknet, with what a person counted in them.
var extracts = []struct {
	name         string
	roads, gates int
}{{"beijing-bupt-campus", 99, 23}, {"jiangxi-guixi", 169, 2}, {"shanghai-jingan-2km", 796, 0}}

func extract(t testing.TB, name string) string {
	t.Helper()
	return filepath.Join(geotest.DataDir(t), "walknet", name+".osm")
}

func read(t testing.TB, path string, o streets.Options) *streets.Network {
	t.Helper()
	n, err := streets.Read(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// judged is what the library of paulmach reads of a file.
func judged(t *testing.T, scanner osm.Scanner) *osm.OSM {
	t.Helper()
	out := &osm.OSM{}
	for scanner.Scan() {
		out.Append(scanner.Object())
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	if err := scanner.Close(); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestStreetsAgreeWithPaulmach reads the real extracts a second time with another reader: each
// street must have the same vertices, tags and date, and there must be none more or less.
func TestStreetsAgreeWithPaulmach(t *testing.T) {
	for _, e := range extracts {
		t.Run(e.name, func(t *testing.T) {
			f, err := os.Open(extract(t, e.name))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			compare(t, read(t, f.Name(), streets.Options{}), judged(t, osmxml.New(t.Context(), f)))
		})
	}
}

func compare(t *testing.T, n *streets.Network, want *osm.OSM) {
	t.Helper()
	lines := map[string]*streets.Line{}
	for i := range n.Lines {
		if lines[n.Lines[i].Code] != nil {
			t.Errorf("%s is there twice", n.Lines[i].Code)
		}
		lines[n.Lines[i].Code] = &n.Lines[i]
	}
	at := map[osm.NodeID]geo.Point{}
	for _, node := range want.Nodes {
		p, err := geo.Snap(node.Point())
		if err != nil {
			t.Fatal(err)
		}
		at[node.ID] = p
	}
	missing := map[string]bool{}
	for _, m := range n.Rejected {
		missing[m.Code] = true
	}
	taken := map[string]bool{}
	for _, w := range want.Ways {
		value, code := w.Tags.Find("highway"), "W"+strconv.FormatInt(int64(w.ID), 10)
		if value == "" || slices.Contains(noStreet, value) || n.Unknown["highway="+value] > 0 || missing[code] {
			continue
		}
		if l := lines[code]; l != nil {
			taken[code] = true
			sameWay(t, l, w, at)
		} else {
			t.Errorf("way %d (%s) is missing", w.ID, value)
		}
	}
	for code, l := range lines {
		if (l.Kind == streets.Road || l.Kind == streets.Path) && l.Class[streets.Stop] == "" && !taken[code] && l.Class["class"] != "ferry" && l.Class["class"] != "platform" {
			t.Errorf("%s (%s) is no street", code, l.Class["class"])
		}
	}
	if len(taken) == 0 {
		t.Error("no streets")
	}
}

// noStreet are the values of highway in the files of these tests that are no street to walk on.
var noStreet = []string{"construction", "proposed", "abandoned", "rest_area", "services", "bus_stop", "toll_gantry", "trailhead", "traffic_signals"}

func sameWay(t *testing.T, l *streets.Line, w *osm.Way, at map[osm.NodeID]geo.Point) {
	t.Helper()
	var want geo.Line
	for _, nd := range w.Nodes {
		if p, known := at[nd.ID]; known && (len(want) == 0 || want[len(want)-1] != p) {
			want = append(want, p)
		}
	}
	if len(l.Shape) != 1 || !slices.Equal(l.Shape[0], want) {
		t.Errorf("%s has %d vertices in %d parts, want %d in one", l.Code, l.Shape.Vertices(), len(l.Shape), len(want))
	}
	tags := w.Tags.Map()
	tags["class"] = tags["highway"]
	for k, v := range l.Class {
		if tags[k] != v {
			t.Errorf("%s: %s=%s, want %q", l.Code, k, v, tags[k])
		}
	}
	for _, k := range []string{"access", "foot", "bridge", "tunnel", "layer", "oneway", "surface"} {
		if l.Class[k] != tags[k] {
			t.Errorf("%s: %s=%s, want %q", l.Code, k, l.Class[k], tags[k])
		}
	}
	if day := w.Timestamp.UTC().Format("2006-01-02"); !w.Timestamp.IsZero() && l.Date != day {
		t.Errorf("%s: date %s, want %s", l.Code, l.Date, day)
	}
}

// TestCounts holds what a person counted in the extracts: the gates that stand on a way or a
// wall, and the streets.
func TestCounts(t *testing.T) {
	for _, e := range extracts {
		n := read(t, extract(t, e.name), streets.Options{})
		got := map[string]int{}
		for _, l := range n.Lines {
			got[string(l.Kind)]++
			if l.Class["class"] == streets.Gate {
				got["gate"]++
			}
		}
		if got["road"] != e.roads || got["gate"] != e.gates {
			t.Errorf("%s: %v, want %d roads and %d gates", e.name, maps.Collect(maps.All(got)), e.roads, e.gates)
		}
	}
}

// TestPBFAgreesWithPaulmach reads a PBF file of an American state that the library ships.
func TestPBFAgreesWithPaulmach(t *testing.T) {
	path := delaware(t)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	compare(t, read(t, path, streets.Options{}), judged(t, osmpbf.New(t.Context(), f, 1)))
}
