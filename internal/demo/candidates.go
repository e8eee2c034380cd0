package demo

import (
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// Stations that are not there yet are records of candidates: each at a stage, with what it would cost and
// the log of the offices that it has come through. Of the stations that are in service a few keep the log
// of how they came to be.

// longest is how many days a station takes from the stage in front of each to it, at the most; a third of
// it at the least.
var longest = map[city.PlaceState]int{
	city.PlaceReviewed: 45, city.PlaceApproved: 60, city.PlaceBuilding: 75, city.PlaceAccepted: 150, city.PlaceOpen: 30,
}

// logged is the share of open stations that keep their log.
const logged = 0.04

// candidate gives a station that is not there yet its stage, its cost and its log, and a few that are open
// the log alone with what they cost.
func (b *builder) candidate(p *Place, k *block) {
	m := k.at.mark()
	switch p.State {
	case "planned":
		p.State = []string{"planned", "applied", "applied", "reviewed", "reviewed", "approved"}[int(6*chance(m, 666))]
	case "building":
		if chance(m, 667) < 0.25 {
			p.State = "accepted"
		}
	case "open":
		if chance(m, 668) >= logged {
			return
		}
	default:
		return
	}
	// What is only an idea has been costed by some alone.
	if p.State != "planned" || chance(m, 669) < 0.5 {
		p.Cost = costOf(p.FloorArea, p.Tenure, chance(m, 670))
	}
	p.Stages = b.log(city.PlaceState(p.State), k)
}

// costOf is what a station costs, in whole thousands of yuan: rented and shared rooms are fitted out alone,
// own ones are altered or built. By how much a square metre is dearer than the least is c, from 0 to 1.
func costOf(area int, tenure string, c float64) int {
	perMetre := 1600 + float64(c*1100)
	if tenure == "own" {
		perMetre = 3200 + float64(c*2600)
	}
	const furniture = 35_000
	return (furniture + int(float64(area)*perMetre)) / 1000 * 1000
}

// log is that of a station which has come to a state: dates on working days, the last one in the weeks
// before the date of the data, of an open station in the years before. One that is only planned has none.
func (b *builder) log(state city.PlaceState, k *block) []city.Stage {
	order := city.PlaceStages()
	order = order[:slices.Index(order, state)+1]
	m, owner := k.at.mark(), b.mesh.faces[k.face].owner
	street, district := b.units.streets[owner.street].name.Zh, b.units.districts[b.units.districtOf[owner.street]].name.Zh
	offices := map[city.PlaceState]string{
		city.PlaceApplied: street + "党工委", city.PlaceReviewed: district + "委社会工作部", city.PlaceApproved: district + "发展和改革局",
		city.PlaceBuilding: street + "办事处", city.PlaceAccepted: district + "住房和城乡建设局", city.PlaceOpen: district + "委社会工作部",
	}
	day := surveyed - city.Date(3+int(60*chance(m, 672)))
	if state == city.PlaceOpen {
		day -= city.Date(200 + int(900*chance(m, 673)))
	}
	out := make([]city.Stage, len(order))
	for i := len(order) - 1; i >= 0; i-- {
		for weekday(day) > 4 {
			day--
		}
		out[i] = city.Stage{State: order[i], Date: day.String(), By: offices[order[i]]}
		most := longest[order[i]]
		day -= city.Date(most/3 + int(float64(2*most)/3*chance(m, 674, i)))
	}
	return out
}

// weekday is 0 on a Monday: 1970-01-01 was a Thursday.
func weekday(d city.Date) int { return (int(d) + 3) % 7 }
