package streets_test

import (
	"fmt"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/geo/walk/streets"
)

// TestGateOnTheEdgeOfAWall: a gate that stands within a metre of a wall drawn by its corners alone opens it, and who
// lives on the other side stands in the gate; farther away, or on a way along the wall, it opens nothing.
func TestGateOnTheEdgeOfAWall(t *testing.T) {
	const metre = 1 / 111_000.0
	for _, c := range []struct {
		name  string
		off   float64 // of the gate from the wall, in metres to the south
		along bool    // the way bends at the gate and stays on the one side
		open  bool
	}{
		{"on its line", 0, false, true}, {"beside it", 0.7, false, true}, {"on the other side", -0.7, false, true},
		{"farther away", 1.6, false, false}, {"on a way along it", 0.7, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			gate := 30 - c.off*metre
			beyond := 30.001
			if c.along {
				beyond = 30 - 20*metre
			}
			n := read(t, file(t, "a.geojson", collection(
				feature(`"code":"W","barrier":"wall"`, "LineString", `[[110,30],[110.01,30]]`),
				feature(`"code":"R","highway":"residential"`, "LineString", fmt.Sprintf(`[[110.004,%v],[110.005,%v],[110.006,%v]]`, 30-20*metre, gate, beyond)),
				feature(`"code":"G","barrier":"gate"`, "Point", fmt.Sprintf(`[110.005,%v]`, gate)),
			)), streets.Options{})
			wall, length := byCode(n)["W"], 0.0
			for _, part := range wall.Shape {
				for i := 1; i < len(part); i++ {
					length += float64(geo.Distance(part[i-1].LonLat(), part[i].LonLat()))
				}
			}
			whole := float64(geo.Distance(orb.Point{110, 30}, orb.Point{110.01, 30}))
			opened := whole - length
			if c.open != (len(wall.Shape) == 2) || c.open && (opened < 2 || opened > 3.1) || !c.open && opened > 0.01 {
				t.Errorf("the wall has %d parts and an opening of %.2f m: %v", len(wall.Shape), opened, wall.Shape)
			}
			if c.along {
				return
			}
			// A home 10 m west and 6 m north of the gate: the gate is the nearest place of the street on its side.
			network, _, err := walk.Build(streets.Walk(n.Lines), walk.DefaultRules(), walk.Adult)
			if err != nil {
				t.Fatal(err)
			}
			home, err := geo.Snap(orb.Point{110.005 - 10/96_400.0, 30 + 6*metre})
			if err != nil {
				t.Fatal(err)
			}
			if foot, miss := network.Snap(home); c.open != miss.OK() || c.open && (foot.Metres < 11 || foot.Metres > 12.5) {
				t.Errorf("it stands %.2f m away, %v", float64(foot.Metres), miss)
			}
		})
	}
}
