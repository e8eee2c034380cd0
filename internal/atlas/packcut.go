package atlas

import "slices"

// Most of a pack's things; see also the bytes of its answer in httpapi.
const (
	mostPackBuildings = 20_000
	mostPackPlaces    = 5_000
)

// What a pack can be without.
const (
	LeftGrids        = "grids"               // own ones that lie in another street, or are too many
	LeftAreas        = "areas"               // parts of grids, and areas of free layers
	LeftGround       = "ground"              // of areas of which the names stay
	LeftOtherHouses  = "buildings_elsewhere" // buildings of grids that are not the worker's
	LeftOwnBuildings = "buildings"           // of the own grids
	LeftPlaces       = "places"
	LeftPosts        = "posts"
)

// PackLeft is something that a pack is without.
type PackLeft struct {
	What  string `json:"what" enum:"grids,areas,ground,buildings_elsewhere,buildings,places,posts" doc:"grids = own ones in another street or past the most; areas = parts of grids and areas of free layers; ground = of areas whose names stay; buildings_elsewhere = of grids that are not the worker's"`
	Count int    `json:"count"`
}

// Leave notes that n things are not in the pack.
func (k *Pack) Leave(what string, n int) {
	if n <= 0 {
		return
	}
	if i := slices.IndexFunc(k.LeftOut, func(l PackLeft) bool { return l.What == what }); i >= 0 {
		k.LeftOut[i].Count += n
		return
	}
	k.LeftOut = append(k.LeftOut, PackLeft{What: what, Count: n})
}

// trim holds the pack to the most of each.
func (k *Pack) trim() {
	if len(k.Buildings) > mostPackBuildings {
		k.loseOtherBuildings()
	}
	if n := len(k.Buildings); n > mostPackBuildings {
		k.Buildings = k.Buildings[:mostPackBuildings]
		k.Leave(LeftOwnBuildings, n-mostPackBuildings)
	}
	if n := len(k.Places); n > mostPackPlaces {
		k.Places = k.Places[:mostPackPlaces]
		k.Leave(LeftPlaces, n-mostPackPlaces)
	}
}

// packCuts are what a pack that is too big loses, one after the other: what a worker misses least goes
// first. The ground of the own grids and of those that touch them always stays, with all names: to tell where
// somebody stands the pack is there.
var packCuts = []func(*Pack){
	func(k *Pack) { k.loseAreas(k.below()) },
	func(k *Pack) { k.loseAreas(k.free()) },
	func(k *Pack) { k.loseGround(func(a *PackArea) bool { return a.Layer != k.Grid }) },
	(*Pack).loseOtherBuildings,
	func(k *Pack) { k.Leave(LeftPlaces, len(k.Places)); k.Places = []PackPlace{} },
	func(k *Pack) {
		k.loseGround(func(a *PackArea) bool { return !slices.Contains(k.Own, a.Code) && !k.nextTo(a.Code) })
	},
	func(k *Pack) { k.Leave(LeftOwnBuildings, len(k.Buildings)); k.Buildings = []PackBuilding{} },
}

// Lose makes a pack that is too big smaller by what a worker misses least, and notes it in LeftOut; false
// when it has nothing to lose any more.
func (k *Pack) Lose() bool {
	if k.cuts == len(packCuts) {
		return false
	}
	packCuts[k.cuts](k)
	k.cuts++
	return true
}

// below are the layers under the grids.
func (k *Pack) below() []string {
	out := []string{k.Grid}
	for _, l := range k.Layers { // the widest first
		if l.Partition && slices.Contains(out, l.Parent) {
			out = append(out, l.Key)
		}
	}
	return out[1:]
}

func (k *Pack) free() (out []string) {
	for _, l := range k.Layers {
		if !l.Partition {
			out = append(out, l.Key)
		}
	}
	return out
}

func (k *Pack) loseAreas(layers []string) {
	before := len(k.Areas)
	k.Areas = slices.DeleteFunc(k.Areas, func(a PackArea) bool { return slices.Contains(layers, a.Layer) })
	k.Leave(LeftAreas, before-len(k.Areas))
}

func (k *Pack) loseGround(of func(*PackArea) bool) {
	n := 0
	for i := range k.Areas {
		if a := &k.Areas[i]; len(a.Ground) > 0 && of(a) {
			a.Ground, n = nil, n+1
		}
	}
	k.Leave(LeftGround, n)
}

func (k *Pack) loseOtherBuildings() {
	own := make(map[string]bool, len(k.Own))
	for _, code := range k.Own {
		own[code] = true
	}
	before := len(k.Buildings)
	k.Buildings = slices.DeleteFunc(k.Buildings, func(b PackBuilding) bool { return !own[b.Grid] })
	k.Leave(LeftOtherHouses, before-len(k.Buildings))
}

func (k *Pack) nextTo(code string) bool {
	return slices.ContainsFunc(k.Neighbours, func(n PackNeighbour) bool { return n.Code == code })
}
