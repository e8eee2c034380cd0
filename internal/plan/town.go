package plan

import (
	"sync"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas"
)

// Town is what one picture says of the homes of a city and the ways between them: all that
// planning counts with, but the places. It is immutable.
type Town struct {
	pic     *atlas.Picture
	streets *atlas.Streets
	profile *walk.Profile
	grounds []atlas.Ground
	widest  []int32 // of the grounds: see widest
	ground  ground
	// firstSpot numbers the areas of all layers: area a of layer g is spot firstSpot[g]+a.
	firstSpot []int
	spots     int

	houses []house
	feet   []walk.Foothold // of all houses
	in     []int32         // spots of all houses

	nodes nodeHouses

	noStoreys, noGround int // buildings that take a share of a total, of which that is not said: see fill

	doors     near.Tree[int32] // houses by the doors of their buildings, made when a gate is first asked for
	doorsOnce sync.Once
}

// house is a building that counts.
type house struct {
	households int64
	guessed    bool    // households are a share of those of an area
	open       bool    // nobody knows how many households it has
	apart      bool    // it stands off the network
	room       float64 // what it takes of the households of its area goes by
	at         geo.Point
	number     int32 // of the dwelling, by code; −1 = it is a share of an area along a street
	home       int32 // its number among the homes of the picture, -1 = none
	feet, in   span
}

type span struct{ first, last int32 }

// newTown counts the homes of a picture.
func newTown(pic *atlas.Picture, streets *atlas.Streets, as *walk.Profile) *Town {
	t := &Town{pic: pic, streets: streets, profile: as, grounds: pic.Grounds()}
	t.widest = widest(t.grounds)
	for i := range t.grounds {
		t.firstSpot = append(t.firstSpot, t.spots)
		t.spots += len(t.grounds[i].Areas)
	}
	t.ground = newGround(t)
	dwellings, homes := streets.Dwellings(), int32(0)
	for i := range dwellings {
		d := &dwellings[i]
		h := house{at: d.Doors[0], number: int32(i), home: -1}
		if d.Households != nil {
			h.households = *d.Households
			if h.households > 0 {
				h.home = homes
				homes++
			}
		} else {
			h.open = d.Building.Use().Dwells()
		}
		if h.households == 0 && !h.open {
			continue
		}
		t.add(h, d, streets.FeetOf(i))
	}
	t.spread()
	t.spreadAlongStreets()
	t.nodes = newNodeHouses(t)
	return t
}

func (t *Town) add(h house, d *atlas.Dwelling, feet []walk.Foothold) {
	h.feet.first, h.in.first = int32(len(t.feet)), int32(len(t.in))
	t.feet = append(t.feet, feet...)
	for _, m := range d.In {
		t.in = append(t.in, int32(t.firstSpot[m.Layer])+m.Area)
	}
	h.feet.last, h.in.last = int32(len(t.feet)), int32(len(t.in))
	h.apart = len(feet) == 0
	t.houses = append(t.houses, h)
}

// pace is how fast people of the profile walk on level ground, in metres a second.
func (t *Town) pace() float64 { return t.profile.Kmh / 3.6 }

func (t *Town) spotsOf(h *house) []int32        { return t.in[h.in.first:h.in.last] }
func (t *Town) feetOf(h *house) []walk.Foothold { return t.feet[h.feet.first:h.feet.last] }

// groundOf is the number of a layer; -1 = there is none.
func (t *Town) groundOf(key string) int {
	for i := range t.grounds {
		if t.grounds[i].Key == key {
			return i
		}
	}
	return -1
}

// spotOf is the spot in which a house counts in a layer, -1 = none; of several the first.
func (t *Town) spotOf(h *house, ground int) int32 {
	first, last := int32(t.firstSpot[ground]), int32(t.firstSpot[ground]+len(t.grounds[ground].Areas))
	for _, s := range t.spotsOf(h) {
		if s >= first && s < last {
			return s
		}
	}
	return -1
}

// measured is true of a house whose answer is no estimate: it stands on the network, and its
// households are counted.
func (h *house) measured() bool { return !h.apart && !h.guessed }

// nodeHouses finds the houses whose footholds hang on a node.
type nodeHouses struct {
	first  []int32
	houses []int32
}

func newNodeHouses(t *Town) nodeHouses {
	g := t.streets.Graph()
	n := nodeHouses{first: make([]int32, g.Nodes()+1)}
	each := func(take func(node uint32, house int32)) {
		for i := range t.houses {
			for _, f := range t.feetOf(&t.houses[i]) {
				e := g.Edges()[f.Edge]
				take(e.A, int32(i))
				if e.B != e.A {
					take(e.B, int32(i))
				}
			}
		}
	}
	each(func(node uint32, _ int32) { n.first[node+1]++ })
	for i := range g.Nodes() {
		n.first[i+1] += n.first[i]
	}
	n.houses = make([]int32, n.first[g.Nodes()])
	next := append([]int32(nil), n.first...)
	each(func(node uint32, house int32) { n.houses[next[node]] = house; next[node]++ })
	return n
}

func (n *nodeHouses) of(node uint32) []int32 { return n.houses[n.first[node]:n.first[node+1]] }
