package demo

import (
	"slices"
	"strconv"

	"github.com/redsail/redsail/internal/city"
)

// membersKey is the attribute of a compound that counts its self-managed full members of the
// Party (自管正式党员). It is a number; nobody is listed.
const membersKey = city.ClassMembers

// gaps are what is missing among the staff, by code of the area or place.
type gaps struct {
	noHead, noWorker, vacantHead, vacantWorker, noDuty, noHours, clash map[string]bool // of grids
	noBranch, uncovered                                                map[string]bool // of compounds
	noKeeper                                                           map[string]bool // of communities, all of whose stations lack one
	fewWindow                                                          map[string]bool // of communities
}

// deck hands out codes in an order by chance, each once.
type deck struct {
	codes []string
	n     int // of the whole
}

func dealt(codes []string, seed int) *deck {
	d := &deck{n: len(codes)}
	for _, i := range shuffled(len(codes), seed) {
		d.codes = append(d.codes, codes[i])
	}
	return d
}

// take is a share of the whole deck.
func (d *deck) take(share float64) map[string]bool {
	n := min(some(d.n, share), len(d.codes))
	out := map[string]bool{}
	for _, code := range d.codes[:n] {
		out[code] = true
	}
	d.codes = d.codes[n:]
	return out
}

// plan chooses the gaps.
func (c *City) plan() *gaps {
	var grids, large, small, communities, all []string
	for i := range c.Areas {
		switch a := &c.Areas[i]; {
		case a.Layer == city.LayerGrid:
			grids = append(grids, a.Code)
		case a.Layer == "community":
			all = append(all, a.Code)
		case a.Layer == city.LayerCompound && members(a) >= ownBranchFrom:
			large = append(large, a.Code)
		case a.Layer == city.LayerCompound:
			small = append(small, a.Code)
		}
	}
	for i := range c.Places { // a community without an open station lacks no keeper
		if p := &c.Places[i]; p.Kind == "red_sail_station" && p.State == "open" {
			communities = append(communities, p.Grid[:12])
		}
	}
	slices.Sort(communities)
	communities = slices.Compact(communities)
	g, l := dealt(grids, 901), dealt(large, 902)
	return &gaps{
		noHead: g.take(shareNoHead), noWorker: g.take(shareNoWorker),
		vacantHead: g.take(shareVacantHead), vacantWorker: g.take(shareVacantWorker),
		noDuty: g.take(shareNoDuty), noHours: g.take(shareNoHours), clash: g.take(shareClash),
		noBranch: l.take(shareNoBranch), uncovered: dealt(small, 903).take(shareUncovered),
		noKeeper: dealt(communities, 905).take(shareNoKeeper), fewWindow: dealt(all, 906).take(shareFewWindow),
	}
}

// members is the number of self-managed full members of a compound.
func members(a *city.Area) int {
	n, err := strconv.Atoi(a.Class[membersKey])
	if err != nil {
		return 0 // not counted
	}
	return n
}

// countMembers gives each compound its number: most have too few for a branch of their own.
func (c *City) countMembers() {
	n := 0
	for i := range c.Areas {
		a := &c.Areas[i]
		if a.Layer != city.LayerCompound {
			continue
		}
		n++
		count := int(chance(n, 921) * 3) // 0 to 2
		if chance(n, 922) < 0.08 {
			count = ownBranchFrom + int(chance(n, 923)*12) // about 7 on the average have been reported
		}
		class := map[string]string{membersKey: strconv.Itoa(count)}
		for k, v := range a.Class {
			class[k] = v
		}
		a.Class = class
	}
}
