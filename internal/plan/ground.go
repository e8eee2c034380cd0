package plan

import (
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// besideBuilding is how far from building land a spot may lie that is on none, where the layer of land use
// gives building land: a candidate stands in the street before the house.
const besideBuilding geo.Metres = 30

// refusal says why no place may be proposed at a spot, in both languages of the interface; without words
// one may.
type refusal struct{ en, zh string }

func (r refusal) none() bool { return r == refusal{} }

// ground is the land use of a city, by its table of classes.
type ground struct {
	words city.GroundWords
	// building is true where some of it is building land: places are then proposed on that alone.
	building bool
}

// newGround reads which land use a town has.
func newGround(t *Town) ground {
	g := ground{words: t.pic.Scheme.GroundWords()}
	for i := range t.grounds {
		if l := &t.grounds[i]; l.Base {
			g.building = g.building || slices.ContainsFunc(l.Areas, g.builtOn)
		}
	}
	return g
}

func (g *ground) builtOn(v *city.Version) bool {
	kind := g.words.Of(v.Class["kind"])
	return kind != nil && kind.Build == city.BuildYes
}

// why says what kind of ground forbids a place at a point.
func (t *Town) why(q geo.Point) refusal {
	onBuilding := false
	for _, v := range t.pic.BaseAt(q) {
		kind := t.ground.words.Of(v.Class["kind"])
		if kind != nil && kind.Build == city.BuildNo {
			return refusal{"on " + kind.Key, "位于" + kind.Name.Zh}
		}
		onBuilding = onBuilding || kind != nil && kind.Build == city.BuildYes
	}
	if !t.ground.building || onBuilding || slices.ContainsFunc(t.pic.BaseWithin(q, besideBuilding), t.ground.builtOn) {
		return refusal{}
	}
	return refusal{"not on building land", "不在建设用地上"}
}

// whyNot says why no place may be proposed at a point, whose footholds are given.
func (t *Town) whyNot(q geo.Point, feet []walk.Foothold) refusal {
	if r := t.whyGround(q); !r.none() {
		return r
	}
	if len(feet) == 0 {
		return refusal{"off the network", "不在步行路网上"}
	}
	return refusal{}
}

// whyGround says why none may for the ground alone.
func (t *Town) whyGround(q geo.Point) refusal {
	if !t.inCity(q) {
		return refusal{"outside the city", "位于市域外"}
	}
	return t.why(q)
}
