package streets_test

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/geo/walk/streets"
)

// realNetworks are the files of real streets in all forms that are read, by their place in the shared data.
var realNetworks = []string{
	"walknet/beijing-bupt-campus.osm", "walknet/jiangxi-guixi.osm", "walknet/shanghai-jingan-2km.osm", "osm/monaco-latest.osm.pbf", "osm/shenzhen_osmnx.graphml",
}

// TestFieldsOfRealNetworksEqualNaive: from some of their nodes, the nodes that are reached on real networks
// and the times to them are those that relaxing every edge until nothing changes finds.
func TestFieldsOfRealNetworksEqualNaive(t *testing.T) {
	for _, name := range realNetworks {
		t.Run(filepath.Base(name), func(t *testing.T) {
			lines := read(t, filepath.Join(geotest.DataDir(t), filepath.FromSlash(name)), streets.Options{}).Lines
			network, _, err := walk.Build(streets.Walk(lines), walk.DefaultRules(), walk.Adult)
			if err != nil {
				t.Fatal(err)
			}
			g, compared := network.Graph(), 0
			for from := 0; from < g.Nodes(); from += max(1, g.Nodes()/20) {
				arcs := g.Out(uint32(from))
				if len(arcs) == 0 {
					continue
				}
				at := walk.Foothold{Edge: arcs[0].Edge}
				if g.Edges()[at.Edge].A != uint32(from) {
					at.Along = 1 << 16
				}
				field, err := g.Nearest(walk.FromFacility, []walk.Door{{Foothold: at}}, walk.Unbounded)
				if err != nil {
					t.Fatal(err)
				}
				for n, want := range graphTimes(g, []uint32{uint32(from)}) {
					got, reached := field.Of(uint32(n))
					if reached != (want != math.MaxInt) || reached && int(got.Time) != want {
						t.Fatalf("from node %d to %d: %v, %v tenths of a second, naively %d", from, n, reached, got.Time, want)
					}
					if reached {
						compared++
					}
				}
			}
			if compared < 2000 {
				t.Errorf("only %d times were compared", compared)
			}
			t.Logf("%d nodes, %d times compared", g.Nodes(), compared)
		})
	}
}
