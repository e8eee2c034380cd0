package atlas_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// TestShiftedStreetsSayTheWayOut: the refusal names what is to be imported again, and the options that replace it.
func TestShiftedStreetsSayTheWayOut(t *testing.T) {
	var lanes []*city.Line
	var homes []geo.Point
	for row := range int32(5) {
		y := 390_000_000 + row*7_200
		lanes = append(lanes, &city.Line{Layer: city.LayerRoad, Code: fmt.Sprint(row), Shape: geo.MultiLine{{{X: 1_160_000_000, Y: y}, {X: 1_160_060_000, Y: y}}}})
		for i := range int32(40) {
			homes = append(homes, geo.Point{X: 1_160_001_000 + i*1_400, Y: y + i%5*250 - 500})
		}
	}
	streets, err := atlas.StreetsFrom(lanes, walk.DefaultRules())
	if err != nil {
		t.Fatal(err)
	}
	gcj, err := crs.Parse("gcj02")
	if err != nil {
		t.Fatal(err)
	}
	for want, move := range map[string]func(orb.Point) (orb.Point, error){
		"import them again with redsail import --kind building --replace --crs gcj02": gcj.FromWGS84,
		"import the streets again with redsail network import --replace --crs gcj02":  gcj.ToWGS84,
	} {
		moved := make([]geo.Point, len(homes))
		for i, p := range homes {
			q, err := move(p.LonLat())
			if err != nil {
				t.Fatal(err)
			}
			if moved[i], err = geo.Snap(q); err != nil {
				t.Fatal(err)
			}
		}
		if doubt, err := streets.CheckDatum(city.LayerBuilding, moved); doubt != nil || city.CodeOf(err) != "shifted_streets" || !strings.Contains(err.Error(), want+"; if both are right") {
			t.Errorf("%v; want %q", err, want)
		}
	}
}
